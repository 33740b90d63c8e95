import { Unprocessable } from '@coset/core'

/** SQLite's extended codes, PostgreSQL's SQL states, MySQL's numbers. */
const UNIQUE = new Set<unknown>([2067, 1555, '23505', 1062])
const FOREIGN = new Set<unknown>([787, '23503', 1451, 1452])

/** A broken unique or foreign key as the 422 that it is for the client; anything else is given back unchanged. */
export const asConstraintError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const { errcode, code, errno } = error as { errcode?: unknown; code?: unknown; errno?: unknown }
  const marks = [errcode, code, errno]
  if (marks.some((mark) => UNIQUE.has(mark))) return new Unprocessable('An object with the same name or UUID exists already', { cause: error })
  if (marks.some((mark) => FOREIGN.has(mark)))
    return new Unprocessable('An object that this one refers to does not exist, or is still in use', { cause: error })
  return error
}
