import { existing, markParts, namedRef } from '../parts.ts'
import { columnWords, markWords } from '../words.ts'
import { tableKind } from './table-kind.ts'

export const savedQueryKind = tableKind({
  kind: 'saved_query',
  table: 'saved_queries',
  noun: 'saved query',
  writes: [{ verb: 'can_write', view: 'SavedQuery' }],
  nameColumn: 'label',
  refs: { db_id: 'database' },
  volatile: ['last_run', 'rows'],
  isPrivate: true,
  parts: markParts('query', false),
  owners: ({ row }) => (typeof row['created_by'] === 'number' ? [row['created_by']] : []),
  words: (before, after) => [
    ...columnWords(
      {
        label: ['Name', 'value'],
        sql: ['SQL', 'lines'],
        db_id: ['Database', 'database'],
        catalog: ['Catalog', 'value'],
        schema: ['Schema', 'value'],
        description: ['Description', 'value'],
        template_parameters: ['Template parameter', 'members'],
        extra_json: ['Extra', 'members'],
      },
      before,
      after,
    ),
    ...markWords(before, after),
  ],
  prepare: async ({ db, leftOut }, snapshot) => {
    const id = snapshot.row['db_id']
    if (typeof id !== 'number' || (await existing(db, 'database', [id])).has(id)) return snapshot.row
    leftOut.push(namedRef(snapshot, 'database', id))
    return { ...snapshot.row, db_id: null }
  },
})
