import { contentMark, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'

const MAX_FINDINGS = 1000
/** Should a server have died between a change and its mark. */
const MAX_AGE_MS = 60_000

interface Finding {
  readonly mark: string
  readonly until: number
  readonly found: Promise<unknown>
}

const findings = new WeakMap<Kysely<Tables>, Map<string, Finding>>()

const findingsOf = (db: Kysely<Tables>): Map<string, Finding> => {
  const known = findings.get(db)
  if (known !== undefined) return known
  const made = new Map<string, Finding>()
  findings.set(db, made)
  return made
}

/** Looks something up once as long as nothing that lists read has changed. `key` is the whole question with its values. */
export type Keep = <T>(key: string, look: () => Promise<T>) => Promise<T>

/**
 * What was found since the last change of anything that lists read, on whatever server. Null inside a transaction, whose changes nobody is told, and
 * where no changes are told: look anew.
 */
export const findingsSince = async ({ metadata: { db }, clock }: Pick<Context, 'metadata' | 'clock'>): Promise<Keep | null> => {
  if (db.isTransaction) return null
  const mark = await contentMark(db)
  if (mark === undefined) return null
  const kept = findingsOf(db)
  return <T>(key: string, look: () => Promise<T>): Promise<T> => {
    const known = kept.get(key)
    // A key stands for one kind of finding
    if (known !== undefined && known.mark === mark && known.until > clock.now()) return known.found as Promise<T>
    const found = look()
    kept.delete(key)
    for (const oldest of kept.keys()) {
      if (kept.size < MAX_FINDINGS) break
      kept.delete(oldest)
    }
    kept.set(key, { mark, until: clock.now() + MAX_AGE_MS, found })
    found.catch(() => kept.get(key)?.found === found && kept.delete(key))
    return found
  }
}
