import { contract } from '@coset/contract'
import { Unprocessable } from '@coset/core'
import { shelfHandlers, stampColumns } from '../library/index.ts'
import type { Handler } from '../resource.ts'
import { annotationHandlers } from './annotations.ts'

export const annotationLayerHandlers: readonly Handler[] = [
  ...shelfHandlers(contract.annotationLayer, {
    table: 'annotation_layers',
    view: 'Annotation',
    title: 'Annotation Layer',
    noun: 'annotation_layer',
    nameColumn: 'name',
    fields: ['name', 'descr'],
    hasUuid: false,
    fixed: () => ({ descr: null }),
    listColumns: ['id', 'name', 'descr', 'changed_on', ...stampColumns.filter((name) => !name.endsWith('.id'))],
    showColumns: ['id', 'name', 'descr'],
    search: { descr: 'text' },
    orderColumns: ['name', 'descr', 'changed_on_delta_humanized'],
    check: async ({ metadata: { db } }, body, id) => {
      if (typeof body['name'] !== 'string') return
      const same = await db.selectFrom('annotation_layers').select('id').where('name', '=', body['name']).execute()
      if (same.some((layer) => layer.id !== id)) throw new Unprocessable('The name is taken', { fields: { name: ['Name must be unique'] } })
    },
    refuse: async (db, id, intent) => {
      if (intent === 'change') return
      const used = await db.selectFrom('annotations').select('id').where('layer_id', '=', id).limit(1).executeTakeFirst()
      if (used !== undefined) throw new Unprocessable('Annotation layer has associated annotations.')
    },
  }),
  ...annotationHandlers,
]
