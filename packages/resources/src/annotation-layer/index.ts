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
    orderColumns: ['name', 'descr', 'changed_on_delta_humanized'],
    refuse: async (db, id, intent) => {
      if (intent === 'change') return
      const used = await db.selectFrom('annotations').select('id').where('layer_id', '=', id).limit(1).executeTakeFirst()
      if (used !== undefined) throw new Unprocessable('Annotation layer has associated annotations.')
    },
  }),
  ...annotationHandlers,
]
