const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (text: string): boolean => UUID.test(text)

/** A random UUID (version 4), lower case. */
export const newUuid = (): string => crypto.randomUUID()

/** A random URL-safe key; 16 characters carry 96 bits. */
export const newKey = (length = 16): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  let key = ''
  for (const byte of bytes) key += alphabet[byte & 63]
  return key
}
