import { contentMark, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'

/** Rows up to which all ids of a list are kept; of longer ones only how many there are. */
const MAX_IDS = 20_000
const MAX_LISTS = 200
/** Should a server have died between a change and its mark. */
const MAX_AGE_MS = 60_000

/** All rows that match, in order. `ids` is null when there are too many to keep. */
export interface Matching {
  readonly count: number
  readonly ids: Int32Array | null
}

interface Kept {
  readonly mark: string
  readonly until: number
  readonly matching: Promise<Matching>
}

const lists = new WeakMap<Kysely<Tables>, Map<string, Kept>>()

const listsOf = (db: Kysely<Tables>): Map<string, Kept> => {
  const known = lists.get(db)
  if (known !== undefined) return known
  const made = new Map<string, Kept>()
  lists.set(db, made)
  return made
}

/**
 * What matches a question is found once, until anything that lists read changes on any server. `key` is the whole question with its values; `find` gives
 * the first ids in order, at most as many as it is asked for; `count` counts. Null inside a transaction, whose changes nobody is told, and where no
 * changes are told: ask anew.
 */
export const keptMatching = async (
  { metadata: { db }, clock }: Pick<Context, 'metadata' | 'clock'>,
  key: string,
  find: (limit: number) => Promise<readonly number[]>,
  count: () => Promise<number>,
): Promise<Matching | null> => {
  if (db.isTransaction) return null
  const mark = await contentMark(db)
  if (mark === undefined) return null
  const kept = listsOf(db)
  const known = kept.get(key)
  if (known !== undefined && known.mark === mark && known.until > clock.now()) return known.matching
  const look = async (): Promise<Matching> => {
    const ids = await find(MAX_IDS + 1)
    return ids.length > MAX_IDS ? { count: await count(), ids: null } : { count: ids.length, ids: Int32Array.from(ids) }
  }
  const matching = look()
  kept.delete(key)
  for (const oldest of kept.keys()) {
    if (kept.size < MAX_LISTS) break
    kept.delete(oldest)
  }
  kept.set(key, { mark, until: clock.now() + MAX_AGE_MS, matching })
  matching.catch(() => kept.get(key)?.matching === matching && kept.delete(key))
  return matching
}
