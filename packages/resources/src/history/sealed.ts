import { readSnapshot, type Snapshot, type Values } from './snapshot.ts'

/** Columns of a deleted database and of its SSH tunnel that are sealed in its snapshot. */
const SEALED = ['password', 'encrypted_extra'] as const
const SEALED_OF_TUNNELS = ['password', 'private_key', 'private_key_password'] as const

const resealed = (row: Values, columns: readonly string[], again: (sealed: string) => string | null): Values => ({
  ...row,
  ...Object.fromEntries(
    columns.flatMap((column) => {
      const sealed = row[column]
      return typeof sealed === 'string' ? [[column, again(sealed)]] : []
    }),
  ),
})

/** A snapshot of a deleted database with its secrets sealed anew, for a change of the key. */
export const resealedSnapshot = (text: string, again: (sealed: string) => string | null): string => {
  const snapshot = readSnapshot(text)
  const tunnels = snapshot.parts['ssh_tunnel']
  return JSON.stringify({
    ...snapshot,
    row: resealed(snapshot.row, SEALED, again),
    parts: { ...snapshot.parts, ...(tunnels === undefined ? {} : { ssh_tunnel: tunnels.map((row) => resealed(row, SEALED_OF_TUNNELS, again)) }) },
  } satisfies Snapshot)
}
