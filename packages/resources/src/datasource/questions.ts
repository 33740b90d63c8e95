import { type Actor, can } from '@coset/access'
import { Forbidden, isUuid, NotFound } from '@coset/core'
import type { Context } from '../context.ts'
import { type DatabaseRow, findDatabase } from '../database/index.ts'
import type { Question } from '../dataset/index.ts'
import { readObject } from '../json-text.ts'
import { isOwnOrOpen } from '../query-history/repository.ts'
import type { Script } from '../sqllab/check.ts'
import type { SourceRef } from './kinds.ts'

/** A row of SQL Lab as a chart reads it. */
export interface Kept {
  readonly question: Question
  readonly name: string
  readonly description: string | null
  readonly database: DatabaseRow
  readonly script: Omit<Script, 'request'>
  readonly changedOn: number
  /** Columns of its result as they were told; null where it never ran. */
  readonly columns: readonly unknown[] | null
}

const idOf = (ref: string): number => {
  if (!/^\d{1,9}$/.test(ref)) throw new NotFound()
  return Number(ref)
}

const runOf = async (ctx: Context, actor: Actor, ref: string, askedBy: number): Promise<Kept> => {
  const row = await ctx.metadata.db.selectFrom('queries').selectAll().where('id', '=', idOf(ref)).executeTakeFirst()
  if (row === undefined || !isOwnOrOpen(actor, row)) throw new NotFound()
  const { columns, template_params: params } = readObject(row.extra_json)
  const templateParams = readObject(JSON.stringify(params ?? null))
  const database = await findDatabase(ctx, row.database_id)
  return {
    question: { type: 'query', id: row.id, askedBy, sql: row.sql, templateParams },
    name: row.tab_name === null || row.tab_name === '' ? `Query ${row.id}` : row.tab_name,
    description: null,
    database,
    script: { database, sql: row.sql, catalog: row.catalog, schema: row.schema, templateParams },
    changedOn: row.changed_on,
    columns: Array.isArray(columns) && columns.length > 0 ? columns : null,
  }
}

const savedOf = async (ctx: Context, actor: Actor, ref: string, askedBy: number): Promise<Kept> => {
  const query = ctx.metadata.db.selectFrom('saved_queries').selectAll()
  const row = await (isUuid(ref) ? query.where('uuid', '=', ref.toLowerCase()) : query.where('id', '=', idOf(ref))).executeTakeFirst()
  if (row === undefined || row.created_by !== actor.id || row.db_id === null) throw new NotFound()
  const database = await findDatabase(ctx, row.db_id)
  const templateParams = readObject(row.template_parameters)
  return {
    question: { type: 'saved_query', id: row.id, askedBy, sql: row.sql, templateParams },
    name: row.label === '' ? `Saved query ${row.id}` : row.label,
    description: row.description,
    database,
    script: { database, sql: row.sql, catalog: row.catalog, schema: row.schema, templateParams },
    changedOn: row.changed_on,
    columns: null,
  }
}

/**
 * A run or a saved query that this person may see: runs of their own or with access to all, saved queries of their own. It is free SQL, so it takes
 * the right to run such. Throws Forbidden, and NotFound for those of others too.
 */
export const keptQuestion = async (ctx: Context, actor: Actor, { type, id }: SourceRef): Promise<Kept> => {
  const mayRun = actor.kind === 'user' && actor.viewer === null && can(actor, { verb: 'can_execute_sql_query', view: 'SQLLab' })
  if (!mayRun || actor.id === null) throw new Forbidden('Charts over queries are for people who may run SQL in SQL Lab')
  return type === 'query' ? runOf(ctx, actor, id, actor.id) : savedOf(ctx, actor, id, actor.id)
}
