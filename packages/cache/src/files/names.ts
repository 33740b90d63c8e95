import { createHash } from 'node:crypto'
import { join } from 'node:path'

const HASH = 34
/** Bytes of the key that stand in the name, so that a prefix is found without opening files. */
const HEAD_BYTES = 72
const NAME = /^[0-9a-f]{32}-[A-Za-z0-9_-]*$/

export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, HASH)

/** Where a key lies below the folder of entries: 256 folders by hash, then the rest of the hash and the beginning of the key. */
export const entryPath = (key: string): string => {
  const hash = keyHash(key)
  return join(hash.slice(0, 2), `${hash.slice(2)}-${Buffer.from(key).subarray(0, HEAD_BYTES).toString('base64url')}`)
}

export const isEntryName = (name: string): boolean => NAME.test(name)

/** Whether the key behind a name starts with a prefix; `maybe` when the prefix is longer than what the name holds. */
export const nameMatches = (name: string, prefix: Uint8Array): 'yes' | 'no' | 'maybe' => {
  if (!isEntryName(name)) return 'no'
  const head = Buffer.from(name.slice(HASH - 1), 'base64url')
  const shared = Math.min(head.length, prefix.length)
  if (head.compare(prefix, 0, shared, 0, shared) !== 0) return 'no'
  if (prefix.length <= head.length) return 'yes'
  return head.length < HEAD_BYTES ? 'no' : 'maybe'
}
