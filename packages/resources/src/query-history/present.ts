import type { QueryFacts } from '@coset/contract'
import { parseDatabaseUri } from '@coset/engines'
import type { Context } from '../context.ts'
import { readObject } from '../json-text.ts'
import { isoText } from '../moments.ts'
import { peopleById, personName } from '../people/index.ts'
import type { QueryRow } from './repository.ts'

/** What `extra_json` of a run holds. */
export interface QueryExtra {
  readonly columns?: readonly unknown[]
  readonly errors?: readonly unknown[]
  /** Tables that its statements name. */
  readonly tables?: readonly unknown[]
  readonly template_params?: Readonly<Record<string, unknown>>
}

const LIMITS = ['QUERY', 'DROPDOWN', 'QUERY_AND_DROPDOWN'] as const

/** Runs as editors read them, in the order given. */
export const presentFacts = async (ctx: Context, rows: readonly QueryRow[]): Promise<readonly QueryFacts[]> => {
  if (rows.length === 0) return []
  const ids = [...new Set(rows.map((row) => row.database_id))]
  const databases = new Map(
    (await ctx.metadata.db.selectFrom('databases').select(['id', 'database_name', 'sqlalchemy_uri']).where('id', 'in', ids).execute()).map((row) => [
      row.id,
      row,
    ]),
  )
  const people = await peopleById(
    ctx,
    rows.map((row) => row.user_id),
  )
  return rows.map((row): QueryFacts => {
    const database = databases.get(row.database_id)
    return {
      id: row.client_id,
      queryId: row.id,
      serverId: row.id,
      dbId: row.database_id,
      db: database?.database_name ?? '',
      catalog: row.catalog ?? (database === undefined ? null : namedCatalog(ctx, database.sqlalchemy_uri)),
      schema: row.schema,
      sql: row.sql,
      executedSql: row.executed_sql,
      state: row.status as QueryFacts['state'],
      progress: row.progress,
      rows: row.rows,
      limit: row.limit,
      limitingFactor: row.limiting_factor as QueryFacts['limitingFactor'],
      limitedBy: LIMITS.find((limit) => limit === row.limiting_factor) ?? null,
      ctas: row.select_as_cta,
      tempSchema: row.tmp_schema_name,
      tempTable: row.tmp_table_name,
      sqlEditorId: row.sql_editor_id,
      tab: row.tab_name,
      startDttm: row.start_time,
      endDttm: row.end_time,
      changed_on: isoText(row.changed_on),
      userId: row.user_id,
      user: personName(people, row.user_id),
      resultsKey: row.results_key,
      trackingUrl: row.tracking_url,
      errorMessage: row.error_message,
      runAsync: false,
      extra: { progress: null, ...readObject(row.extra_json) },
    }
  })
}

const namedCatalog = (ctx: Context, address: string): string | null => {
  const uri = parseDatabaseUri(address)
  return ctx.engines.find(uri.engine).capabilities.catalogs ? uri.database : null
}
