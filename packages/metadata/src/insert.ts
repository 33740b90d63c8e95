import type { Kysely } from 'kysely'
import { asConstraintError } from './constraints.ts'
import type { MetadataKind } from './open.ts'
import type { NewRow, Tables } from './tables.ts'

type WithId = { [T in keyof Tables]: Tables[T] extends { id: unknown } ? T : never }[keyof Tables]

/** Inserts one row and gives its id; MySQL has no RETURNING. Throws Unprocessable when a unique value is taken or a reference leads nowhere. */
export const insertRow = async <T extends WithId>(db: Kysely<Tables>, kind: MetadataKind, table: T, row: NewRow<T>): Promise<number> => {
  const insert = db.insertInto(table).values(row as never)
  try {
    if (kind === 'mysql') return Number((await insert.executeTakeFirstOrThrow()).insertId)
    const result: object = await insert.returning('id' as never).executeTakeFirstOrThrow()
    return Number('id' in result ? result.id : Number.NaN)
  } catch (error) {
    throw asConstraintError(error)
  }
}
