const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (text: string): boolean => UUID.test(text)

/** A random UUID (version 4), lower case. */
export const newUuid = (): string => crypto.randomUUID()

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Random bytes are fetched by the thousand: each fetch costs as much as a small query's planning. */
const pool = new Uint8Array(4096)
let used = pool.length

/** A random URL-safe key; 16 characters carry 96 bits. */
export const newKey = (length = 16): string => {
  if (length > pool.length) throw new RangeError('a key of that length is not needed by anybody')
  if (used + length > pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  let key = ''
  for (let i = 0; i < length; i++) key += ALPHABET[(pool[used + i] ?? 0) & 63]
  pool.fill(0, used, used + length)
  used += length
  return key
}
