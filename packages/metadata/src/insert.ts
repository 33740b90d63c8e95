import { Unprocessable } from '@coset/core'
import type { Kysely } from 'kysely'
import type { MetadataKind } from './open.ts'
import type { NewRow, Tables } from './tables.ts'

type WithId = { [T in keyof Tables]: Tables[T] extends { id: unknown } ? T : never }[keyof Tables]

/** SQLite's extended codes of unique and primary keys, PostgreSQL's SQL state, MySQL's number. */
const isTaken = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const { errcode, code, errno } = error as { errcode?: unknown; code?: unknown; errno?: unknown }
  return errcode === 2067 || errcode === 1555 || code === '23505' || errno === 1062
}

/** Inserts one row and gives its id; MySQL has no RETURNING. Throws Unprocessable when a unique value is taken. */
export const insertRow = async <T extends WithId>(db: Kysely<Tables>, kind: MetadataKind, table: T, row: NewRow<T>): Promise<number> => {
  const insert = db.insertInto(table).values(row as never)
  try {
    if (kind === 'mysql') return Number((await insert.executeTakeFirstOrThrow()).insertId)
    const result: object = await insert.returning('id' as never).executeTakeFirstOrThrow()
    return Number('id' in result ? result.id : Number.NaN)
  } catch (error) {
    if (isTaken(error)) throw new Unprocessable('An object with the same name or UUID exists already', { cause: error })
    throw error
  }
}
