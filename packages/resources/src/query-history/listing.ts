import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { readObject } from '../json-text.ts'
import { type Listing, likeText } from '../listing/index.ts'
import { isoText } from '../moments.ts'
import { peopleById, personRef } from '../people/index.ts'
import { relatedPeople } from '../people/related.ts'
import { seesAllQueries } from './repository.ts'

const databaseNames = async (ctx: Context): Promise<ReadonlyMap<number, string>> =>
  new Map((await ctx.metadata.db.selectFrom('databases').select(['id', 'database_name']).execute()).map((row) => [row.id, row.database_name]))

const present: Listing['present'] = async (ctx, ids) => {
  const rows = await ctx.metadata.db
    .selectFrom('queries')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const people = await peopleById(
    ctx,
    rows.map((row) => row.user_id),
  )
  const names = await databaseNames(ctx)
  return rows.map(({ extra_json, catalog: _, database_id, user_id, ...row }) => {
    const tables = readObject(extra_json)['tables']
    return {
      ...row,
      changed_on: isoText(row.changed_on),
      database: { id: database_id, database_name: names.get(database_id) ?? '' },
      user: personRef(people, user_id),
      sql_tables: Array.isArray(tables) ? tables : [],
    }
  })
}

/** Databases that runs can be told apart by: those that the actor has runs on, or all for people who see all runs. */
const relatedDatabases: NonNullable<Listing['related']>[string] = async (ctx, actor, asked) => {
  const base = ctx.metadata.db
    .selectFrom('databases')
    .where((eb) => eb(eb.fn<string>('lower', ['database_name']), 'like', `%${likeText(asked.filter)}%`))
    .where((eb) =>
      seesAllQueries(actor)
        ? eb.lit(true)
        : eb.exists(
            eb
              .selectFrom('queries')
              .select('queries.id')
              .whereRef('queries.database_id', '=', 'databases.id')
              .where('queries.user_id', '=', actor.id ?? 0),
          ),
    )
  const rows = await base.select(['id', 'database_name']).orderBy('database_name').execute()
  const page = rows.slice(asked.page * asked.pageSize, (asked.page + 1) * asked.pageSize)
  return { count: rows.length, result: page.map((row) => ({ value: row.id, text: row.database_name, extra: {} })) }
}

export const queryListing: Listing = {
  table: 'queries',
  view: 'Query',
  listTitle: 'List Query',
  addTitle: 'Add Query',
  editTitle: 'Edit Query',
  maxPageSize: 100,
  addColumns: [],
  editColumns: [],
  listColumns: [
    'id',
    'changed_on',
    'client_id',
    'database.id',
    'database.database_name',
    'executed_sql',
    'error_message',
    'limit',
    'limiting_factor',
    'progress',
    'rows',
    'schema',
    'select_as_cta',
    'sql',
    'sql_editor_id',
    'sql_tables',
    'status',
    'tab_name',
    'user.first_name',
    'user.id',
    'user.last_name',
    'start_time',
    'start_running_time',
    'end_time',
    'tmp_table_name',
    'tracking_url',
    'results_key',
  ],
  orderColumns: {
    changed_on: 'queries.changed_on',
    'database.database_name': 'query_databases.database_name',
    duration: sql`(${sql.ref('queries.end_time')} - ${sql.ref('queries.start_time')})`,
    rows: 'queries.rows',
    schema: 'queries.schema',
    start_time: 'queries.start_time',
    sql: 'queries.sql',
    tab_name: 'queries.tab_name',
    'user.first_name': 'query_people.first_name',
  },
  defaultOrder: { ref: 'queries.changed_on', direction: 'desc' },
  joins: sql`left join ${sql.table('databases')} as query_databases on query_databases.id = queries.database_id left join users as query_people on query_people.id = queries.user_id`,
  search: {
    changed_on: { kind: 'moment', ref: 'queries.changed_on' },
    database: { kind: 'to-one', ref: 'queries.database_id' },
    sql: { kind: 'text', ref: 'queries.sql' },
    status: { kind: 'text', ref: 'queries.status' },
    user: { kind: 'to-one', ref: 'queries.user_id' },
    start_time: { kind: 'number', ref: 'queries.start_time' },
    sql_editor_id: { kind: 'text', ref: 'queries.sql_editor_id' },
  },
  visible: async (_ctx, actor) => (seesAllQueries(actor) ? null : sql`queries.user_id = ${actor.id ?? 0}`),
  present,
  related: { database: relatedDatabases, user: relatedPeople },
  distinct: { status: 'queries.status' },
}
