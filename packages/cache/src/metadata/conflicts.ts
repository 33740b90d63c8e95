import { setTimeout as wait } from 'node:timers/promises'

/** PostgreSQL: serialization failure, deadlock; MySQL: deadlock, lock wait; SQLite: busy. */
const CONFLICTS = new Set(['40001', '40P01', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD'])
const SQLITE_BUSY = 5
const TRIES = 5

export const isConflict = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  if ('errcode' in error && error.errcode === SQLITE_BUSY) return true
  return 'code' in error && CONFLICTS.has(String(error.code))
}

/** Tries again when the database chose this call to give way to another. */
export const despiteConflicts = async <T>(call: () => Promise<T>): Promise<T> => {
  for (let left = TRIES; ; left--) {
    try {
      return await call()
    } catch (error) {
      if (left <= 1 || !isConflict(error)) throw error
      await wait(Math.random() * 50 * (TRIES - left + 1))
    }
  }
}
