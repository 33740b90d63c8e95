import { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import { sql } from 'kysely'
import { listHandlers } from '../listing/index.ts'
import { labelsOf } from '../listing/project.ts'
import { isoText } from '../moments.ts'
import { type Handler, handle } from '../resource.ts'
import { queryListing } from './listing.ts'
import { presentFacts } from './present.ts'
import { findByClientId, isOwnOrOpen, type QueryRow } from './repository.ts'
import { stopHere } from './running.ts'

const routes = contract.query

const SHOWN = [
  'id',
  'changed_on',
  'client_id',
  'database.id',
  'end_result_backend_time',
  'end_time',
  'error_message',
  'executed_sql',
  'limit',
  'progress',
  'results_key',
  'rows',
  'schema',
  'select_as_cta',
  'select_as_cta_used',
  'select_sql',
  'sql',
  'sql_editor_id',
  'start_running_time',
  'start_time',
  'status',
  'tab_name',
  'tmp_schema_name',
  'tmp_table_name',
  'tracking_url',
] as const

const MOST_CHANGED = 500

/** Times are texts of milliseconds here, as clients of this route expect. */
const millis = (value: number | null): string | null => (value === null ? null : `${value}.000000`)

const presentOne = ({ extra_json: _, user_id: __, catalog: ___, database_id, ...row }: QueryRow): Record<string, unknown> => ({
  ...row,
  changed_on: isoText(row.changed_on),
  database: { id: database_id },
  start_time: millis(row.start_time),
  start_running_time: millis(row.start_running_time),
  end_time: millis(row.end_time),
  end_result_backend_time: millis(row.end_result_backend_time),
})

export const queryHandlers: readonly Handler[] = [
  ...listHandlers(routes, queryListing),
  handle(routes.get, async ({ ctx, actor, params }) => {
    const row = await ctx.metadata.db.selectFrom('queries').selectAll().where('id', '=', params.id).executeTakeFirst()
    if (row === undefined || !isOwnOrOpen(actor, row)) throw new NotFound()
    const labels = labelsOf(SHOWN)
    return { id: row.id, result: presentOne(row), description_columns: {}, label_columns: labels, show_columns: SHOWN, show_title: 'Show Query' }
  }),
  handle(routes.updatedSince, async ({ ctx, actor, q }) => {
    const rows = await ctx.metadata.db
      .selectFrom('queries')
      .selectAll()
      .where('user_id', '=', actor.id ?? 0)
      .where('changed_on', '>=', Math.floor(q.last_updated_ms))
      .orderBy(sql`changed_on`)
      .limit(MOST_CHANGED)
      .execute()
    return { result: await presentFacts(ctx, rows) }
  }),
  handle(routes.stop, async ({ ctx, actor, body }) => {
    const row = await findByClientId(ctx, actor, body.client_id)
    await ctx.metadata.db
      .updateTable('queries')
      .set({ status: 'stopped', changed_on: ctx.clock.now() })
      .where('id', '=', row.id)
      .where('status', 'in', ['pending', 'running', 'scheduled', 'fetching'])
      .execute()
    stopHere(ctx, row.id)
    return { result: 'OK' }
  }),
]
