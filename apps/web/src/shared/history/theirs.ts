import { ApiError, api } from '../../session/api.ts'
import type { VersionedKind } from './kinds.ts'
import type { Person, Snapshot, VersionPage } from './types.ts'
import { historyPath } from './use-versions.ts'

/** So many saves of others are looked through. */
const MOST = 10

/** What the server says of the one who saved first. */
export interface Theirs {
  readonly changedOn: number
  readonly changedBy: Person
  /** What the object is now. */
  readonly current: Snapshot
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null

const isSnapshot = (value: unknown): value is Snapshot => isRecord(value) && isRecord(value['row']) && isRecord(value['parts']) && isRecord(value['names'])

const personOf = (value: unknown): Person => {
  if (!isRecord(value)) return null
  const { id, first_name, last_name } = value
  return typeof id === 'number' && typeof first_name === 'string' && typeof last_name === 'string' ? { id, first_name, last_name } : null
}

/** Who saved meanwhile, when a save was refused for that; else null. */
export const theirsOf = (error: unknown): Theirs | null => {
  if (!(error instanceof ApiError) || error.status !== 409 || !isRecord(error.answer)) return null
  const { details } = error.answer
  if (!isRecord(details) || typeof details['changed_on'] !== 'number') return null
  if (!isSnapshot(details['current'])) return null
  return { changedOn: details['changed_on'], changedBy: personOf(details['changed_by']), current: details['current'] }
}

/** What others saved since a state was read, in sentences, the latest first. */
export const wordsSince = async (kind: VersionedKind, id: number, readOn: number, signal: AbortSignal): Promise<readonly string[]> => {
  const path = historyPath(kind, id)
  const { result } = await api.get<VersionPage>(path, { query: { page_size: MOST }, signal })
  const words: string[] = []
  for (const { version, words: told } of result) {
    const answer = await api.get<{ result: { snapshot: Snapshot } }>(`${path}${version}`, { signal })
    const changedOn = answer.result.snapshot.row['changed_on']
    if (typeof changedOn === 'number' && changedOn <= readOn) break
    words.push(...told)
  }
  return words
}
