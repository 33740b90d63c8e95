import { readSnapshot, type Snapshot } from './snapshot.ts'

/** Columns of a deleted database that are sealed in its snapshot. */
const SEALED = ['password', 'encrypted_extra'] as const

/** A snapshot of a deleted database with its secrets sealed anew, for a change of the key. */
export const resealedSnapshot = (text: string, again: (sealed: string) => string | null): string => {
  const snapshot = readSnapshot(text)
  const row = { ...snapshot.row }
  for (const column of SEALED) {
    const sealed = row[column]
    if (typeof sealed === 'string') row[column] = again(sealed)
  }
  return JSON.stringify({ ...snapshot, row } satisfies Snapshot)
}
