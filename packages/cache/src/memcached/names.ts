import { createHash } from 'node:crypto'

/** What an item is: a value or its list of parts, a part, a lease, the log of removals, the log's counter. */
export type Kind = 'v' | 'p' | 'l' | 'log' | 'head'

/** The name of an item. Memcached takes 250 bytes without spaces and control characters: other names, and those that look like a hash, are hashed. */
export const itemName = (prefix: string, kind: Kind, key: string): string => {
  const plain = `${prefix}${kind}:${key}`
  return /^[\x21-\x7e]{1,250}$/.test(plain) && !plain.startsWith('#') ? plain : `#${createHash('sha256').update(plain).digest('base64url')}`
}
