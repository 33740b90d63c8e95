import { createDecipheriv, createHash } from 'node:crypto'
import { BadRequest } from '@coset/core'

/** Opens what the site that is left sealed with its own key. Throws BadRequest when the key is another. */
export type OpenForeign = (sealed: string | null) => string | null

const wrongKey = (cause: unknown): BadRequest =>
  new BadRequest('Secrets of the other site cannot be opened with this key', { fields: { 'secret-key': ['is not the key of that site'] }, cause })

/** AES-256-CBC under the SHA-256 of the key, whose first sixteen bytes are the vector; base64, filled up with `*`. */
export const createForeignSecrets = (secretKey: string): OpenForeign => {
  const key = createHash('sha256').update(secretKey).digest()
  return (sealed) => {
    if (sealed === null || sealed === '') return null
    try {
      const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
      const bytes = Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()])
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\*+$/, '')
    } catch (error) {
      throw wrongKey(error)
    }
  }
}
