import type { Permission } from '@coset/access'
import { Unprocessable } from '@coset/core'
import { textOf } from '../snapshot.ts'
import { freeValue, inBrackets, tableKind } from './table-kind.ts'

const writes = (view: string): readonly Permission[] => [{ verb: 'can_write', view }]

export const ruleKind = tableKind({
  kind: 'rls',
  table: 'rls_rules',
  noun: 'row-level rule',
  writes: writes('Row Level Security'),
  nameColumn: 'name',
  parts: [
    { name: 'roles', table: 'rls_rule_roles', own: 'rule_id', ref: { column: 'role_id', kind: 'role' } },
    { name: 'datasets', table: 'rls_rule_datasets', own: 'rule_id', ref: { column: 'dataset_id', kind: 'dataset' } },
  ],
  words: () => [],
  prepare: async (putting, { row }) => ({
    ...row,
    name: await freeValue(putting, 'rls_rules', 'name', textOf(row['name']), { longest: 255, numbered: inBrackets }),
  }),
})

export const annotationLayerKind = tableKind({
  kind: 'annotation_layer',
  table: 'annotation_layers',
  noun: 'annotation layer',
  writes: writes('Annotation'),
  nameColumn: 'name',
  parts: [{ name: 'annotations', table: 'annotations', own: 'layer_id' }],
  words: () => [],
})

export const annotationKind = tableKind({
  kind: 'annotation',
  table: 'annotations',
  noun: 'annotation',
  writes: writes('Annotation'),
  nameColumn: 'short_descr',
  parts: [],
  words: () => [],
  prepare: async ({ db }, { row }) => {
    const layer = await db.selectFrom('annotation_layers').select('id').where('id', '=', Number(row['layer_id'])).executeTakeFirst()
    if (layer !== undefined) return row
    throw new Unprocessable('Its annotation layer is not there: restore that first', { fields: { layer: ['Annotation layer is not there'] } })
  },
})

export const cssTemplateKind = tableKind({
  kind: 'css_template',
  table: 'css_templates',
  noun: 'CSS template',
  writes: writes('CssTemplate'),
  nameColumn: 'template_name',
  parts: [],
  words: () => [],
})

export const themeKind = tableKind({
  kind: 'theme',
  table: 'themes',
  noun: 'theme',
  writes: writes('Theme'),
  nameColumn: 'theme_name',
  parts: [],
  words: () => [],
})
