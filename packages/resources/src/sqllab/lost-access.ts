import type { Actor } from '@coset/access'
import type { TableRef } from '@coset/sql'
import type { Context } from '../context.ts'
import { findDatabase } from '../database/index.ts'
import { homeOf, refusedTables, tablesRefused } from '../database/table-access.ts'
import { readObject } from '../json-text.ts'
import type { QueryRow } from '../query-history/repository.ts'
import { refusal } from './refusals.ts'

const isRef = (value: unknown): value is TableRef => typeof value === 'object' && value !== null && 'table' in value && typeof value.table === 'string'

/** Rows that were read with rights since lost stay closed. Throws 403. */
export const refuseLostAccess = async (ctx: Context, actor: Actor, row: QueryRow): Promise<void> => {
  const database = await findDatabase(ctx, row.database_id)
  if (!database.expose_in_sqllab) throw refusal('The database is not open to SQL Lab', 'DATABASE_SECURITY_ACCESS_ERROR', {}, 403)
  const tables = readObject(row.extra_json)['tables']
  const refs = Array.isArray(tables) ? tables.filter(isRef) : []
  if (refs.length === 0) return
  const refused = await refusedTables(ctx, actor, database, await homeOf(ctx, database, row), [{ text: row.executed_sql ?? row.sql, tables: refs }])
  if (refused.length > 0) throw tablesRefused(refused)
}
