import { existing, markParts, namedRef, ownersIn } from '../parts.ts'
import { columnWords, markWords } from '../words.ts'
import { tableKind } from './table-kind.ts'

export const chartKind = tableKind({
  kind: 'chart',
  table: 'charts',
  noun: 'chart',
  writes: [{ verb: 'can_write', view: 'Chart' }],
  nameColumn: 'slice_name',
  refs: { datasource_id: 'dataset' },
  // The query context is made from the controls
  volatile: ['last_saved_at', 'last_saved_by', 'query_context'],
  parts: [
    ...markParts('chart', true),
    { name: 'dashboards', table: 'dashboard_charts', own: 'chart_id', ref: { column: 'dashboard_id', kind: 'dashboard' }, trashOnly: true },
  ],
  owners: ownersIn,
  words: (before, after) => [
    ...columnWords(
      {
        slice_name: ['Name', 'value'],
        viz_type: ['Kind of chart', 'value'],
        datasource_id: ['Dataset', 'dataset'],
        description: ['Description', 'value'],
        cache_timeout: ['Cache time-out', 'value'],
        params: ['Control', 'members'],
        certified_by: ['Certified by', 'value'],
        certification_details: ['Certification', 'value'],
        is_managed_externally: ['Managed elsewhere', 'value'],
        external_url: ['Address elsewhere', 'value'],
      },
      before,
      after,
    ),
    ...markWords(before, after),
  ],
  prepare: async ({ db, leftOut }, snapshot) => {
    const id = snapshot.row['datasource_id']
    // A chart outlives its dataset and says that it is gone
    if (typeof id === 'number' && !(await existing(db, 'dataset', [id])).has(id)) leftOut.push(namedRef(snapshot, 'dataset', id))
    return snapshot.row
  },
})
