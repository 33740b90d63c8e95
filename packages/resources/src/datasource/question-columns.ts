import type { Actor } from '@coset/access'
import { EngineFailure, GenericType } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { databaseModel } from '../database/index.ts'
import { rulesFor, type SourceColumn, sourceColumns } from '../dataset/index.ts'
import type { Kept } from './questions.ts'

const MOST = 200
const KEPT_MS = 60_000
const memories = new WeakMap<object, Map<string, { readonly at: number; readonly columns: readonly SourceColumn[] }>>()

const UNTOLD = 'Error: The database cannot tell the columns of this query. What it says is not shown, because not all of its rows are open to you'

/** What the database says of the SQL. Its sentence may quote a row, so it is for people whom no row-level rule binds. */
const described = async (ctx: Context, actor: Actor, { database, script, name }: Kept, sql: string): Promise<readonly SourceColumn[]> => {
  const { catalog, schema } = script
  try {
    return await sourceColumns(ctx, database, { table_name: name, catalog, schema, sql }, [sql])
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error
    const { code, retryable } = error
    if ((await rulesFor(ctx, actor)).length > 0) throw new EngineFailure(UNTOLD, { code, retryable, cause: error })
    throw new EngineFailure(`Error: ${error.message}`, { code, retryable, details: error.details, cause: error })
  }
}

/** As {@link described}, kept for a minute: a page asks for the same columns many times. */
const remembered = async (ctx: Context, actor: Actor, kept: Kept, sql: string): Promise<readonly SourceColumn[]> => {
  const memory = memories.get(ctx.metadata) ?? new Map()
  memories.set(ctx.metadata, memory)
  const { database, script } = kept
  const who = database.impersonate_user ? actor.id : null
  const key = JSON.stringify([database.id, database.changed_on, script.catalog, script.schema, who, sql])
  const now = ctx.clock.now()
  const known = memory.get(key)
  if (known !== undefined && now - known.at < KEPT_MS) return known.columns
  const columns = await described(ctx, actor, kept, sql)
  if (memory.size >= MOST) memory.clear()
  memory.set(key, { at: now, columns })
  return columns
}

const isStored = (value: unknown): value is { readonly name: string; readonly type?: unknown; readonly is_dttm?: unknown } =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'

type Known = Pick<Row<'dataset_columns'>, 'column_name' | 'type' | 'is_dttm'>

/** The columns of the result as they were stored with the run, else as the database tells them. */
export const questionColumns = async (ctx: Context, actor: Actor, kept: Kept, sql: string): Promise<readonly Known[]> => {
  if (kept.columns !== null)
    return kept.columns.filter(isStored).map(({ name, type, is_dttm }) => ({
      column_name: name,
      type: typeof type === 'string' && type !== '' ? type : null,
      is_dttm: is_dttm === true,
    }))
  const { dialect } = databaseModel(ctx, kept.database).engine
  return (await remembered(ctx, actor, kept, sql)).map(({ name, nativeType }) => ({
    column_name: name,
    type: nativeType === '' ? null : nativeType,
    is_dttm: dialect.genericType(nativeType) === GenericType.TEMPORAL,
  }))
}
