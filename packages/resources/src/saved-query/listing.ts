import { AppError } from '@coset/core'
import type { TableRef } from '@coset/sql'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { type DatabaseRow, databaseModel } from '../database/index.ts'
import { readObject } from '../json-text.ts'
import { createdByColumn, type Listing, likeText, markOperators, tagsColumn } from '../listing/index.ts'
import { deltaText, isoText } from '../moments.ts'
import { peopleById, personRef } from '../people/index.ts'
import { relatedPeople } from '../people/related.ts'
import { tagRef } from '../tag/kinds.ts'

const tagsByQuery = async (ctx: Context, ids: readonly number[]) => {
  const rows = await ctx.metadata.db
    .selectFrom('tagged_objects')
    .innerJoin('tags', 'tags.id', 'tagged_objects.tag_id')
    .select(['tagged_objects.object_id', 'tags.id', 'tags.name', 'tags.type'])
    .where('tagged_objects.object_type', '=', 'query')
    .where('tagged_objects.object_id', 'in', [...ids])
    .orderBy('tags.name')
    .execute()
  return (id: number) => rows.filter((row) => row.object_id === id).map(tagRef)
}

/** Tables that a kept query reads; none where it is not understood, as drafts are not. */
const tablesOf = async (ctx: Context, database: DatabaseRow | undefined, text: string): Promise<readonly TableRef[]> => {
  if (database === undefined || text.trim() === '') return []
  try {
    const statements = await ctx.analyzer.statements(text, databaseModel(ctx, database).engine.dialect.grammar)
    return statements.flatMap((statement) => statement.tables)
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return []
    throw error
  }
}

/** Whole rows, as lists and single reads show them. */
export const presentSavedQueries: Listing['present'] = async (ctx, ids) => {
  const { db } = ctx.metadata
  const rows = await db
    .selectFrom('saved_queries')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const databaseIds = [...new Set(rows.flatMap((row) => row.db_id ?? []))]
  const databases = databaseIds.length === 0 ? [] : await db.selectFrom('databases').selectAll().where('id', 'in', databaseIds).execute()
  const people = await peopleById(
    ctx,
    rows.flatMap((row) => [row.created_by, row.changed_by]),
  )
  const tags = await tagsByQuery(ctx, ids)
  const now = ctx.clock.now()
  return Promise.all(
    rows.map(async ({ user_id: _, ...row }) => {
      const database = databases.find((one) => one.id === row.db_id)
      return {
        ...row,
        changed_on: isoText(row.changed_on),
        changed_on_ms: row.changed_on,
        created_on: isoText(row.created_on),
        changed_on_delta_humanized: deltaText(row.changed_on, now),
        last_run_delta_humanized: deltaText(row.last_run ?? row.changed_on, now),
        changed_by: personRef(people, row.changed_by),
        created_by: personRef(people, row.created_by),
        database: database === undefined ? null : { id: database.id, database_name: database.database_name },
        extra: readObject(row.extra_json),
        sql_tables: await tablesOf(ctx, database, row.sql),
        tags: tags(row.id),
      }
    }),
  )
}

const allText = (value: unknown) => {
  const like = `%${likeText(value)}%`
  return value === '' || value === null || value === undefined
    ? null
    : sql`(lower(saved_queries.label) like ${like} or lower(saved_queries.description) like ${like} or lower(saved_queries.sql) like ${like} or lower(saved_queries.schema) like ${like})`
}

const relatedDatabases: NonNullable<Listing['related']>[string] = async (ctx, actor, asked) => {
  const rows = await ctx.metadata.db
    .selectFrom('databases')
    .select(['id', 'database_name'])
    .where((eb) => eb(eb.fn<string>('lower', ['database_name']), 'like', `%${likeText(asked.filter)}%`))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('saved_queries')
          .select('saved_queries.id')
          .whereRef('saved_queries.db_id', '=', 'databases.id')
          .where('saved_queries.created_by', '=', actor.id ?? 0),
      ),
    )
    .orderBy('database_name')
    .execute()
  const page = rows.slice(asked.page * asked.pageSize, (asked.page + 1) * asked.pageSize)
  return { count: rows.length, result: page.map((row) => ({ value: row.id, text: row.database_name, extra: {} })) }
}

const FIELDS = ['db_id', 'description', 'label', 'catalog', 'schema', 'sql', 'template_parameters', 'extra_json']

export const savedQueryListing: Listing = {
  table: 'saved_queries',
  view: 'SavedQuery',
  listTitle: 'List Saved Query',
  addTitle: 'Add Saved Query',
  editTitle: 'Edit Saved Query',
  maxPageSize: 100,
  addColumns: FIELDS,
  editColumns: FIELDS,
  listColumns: [
    'changed_on',
    'changed_on_ms',
    'changed_on_delta_humanized',
    'changed_by.first_name',
    'changed_by.id',
    'changed_by.last_name',
    'created_on',
    'created_by.first_name',
    'created_by.id',
    'created_by.last_name',
    'database.database_name',
    'database.id',
    'db_id',
    'description',
    'extra',
    'id',
    'label',
    'last_run_delta_humanized',
    'rows',
    'catalog',
    'schema',
    'sql',
    'sql_tables',
    'tags.id',
    'tags.name',
    'tags.type',
  ],
  orderColumns: {
    catalog: 'saved_queries.catalog',
    schema: 'saved_queries.schema',
    label: 'saved_queries.label',
    description: 'saved_queries.description',
    sql: 'saved_queries.sql',
    rows: 'saved_queries.rows',
    'created_by.first_name': 'saved_people.first_name',
    'database.database_name': 'saved_databases.database_name',
    created_on: 'saved_queries.created_on',
    changed_on_delta_humanized: 'saved_queries.changed_on',
    last_run_delta_humanized: 'saved_queries.last_run',
  },
  joins: sql`left join users as saved_people on saved_people.id = saved_queries.created_by left join ${sql.table('databases')} as saved_databases on saved_databases.id = saved_queries.db_id`,
  search: {
    id: {
      kind: 'number',
      ref: 'saved_queries.id',
      operators: {
        saved_query_is_fav: markOperators('saved_queries', 'query', { favourite: 'favourite', certified: 'certified' })['favourite'] ?? (() => null),
      },
    },
    database: { kind: 'to-one', ref: 'saved_queries.db_id' },
    label: { kind: 'text', ref: 'saved_queries.label', operators: { all_text: allText } },
    catalog: { kind: 'text', ref: 'saved_queries.catalog' },
    schema: { kind: 'text', ref: 'saved_queries.schema' },
    created_by: createdByColumn('saved_queries', { has: 'saved_query_has_created_by', me: 'saved_query_created_by_me' }),
    changed_by: { kind: 'to-one', ref: 'saved_queries.changed_by' },
    tags: tagsColumn('saved_queries', 'query', { byName: 'saved_query_tags', byId: 'saved_query_tag_id' }),
  },
  visible: async (_ctx, actor) => sql`saved_queries.created_by = ${actor.id ?? 0}`,
  present: presentSavedQueries,
  related: { database: relatedDatabases, created_by: relatedPeople, changed_by: relatedPeople },
  distinct: { schema: 'saved_queries.schema', catalog: 'saved_queries.catalog' },
}
