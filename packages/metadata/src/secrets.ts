import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { InternalError } from '@coset/core'

/** Seals and opens secrets at rest: AES-256-GCM, key derived from the secret key by HKDF-SHA-256; text form `v1:<base64>` of iv‖tag‖ciphertext. */
export interface Secrets {
  seal(plain: string): string
  /** Throws InternalError when the text was sealed with another key or was changed. */
  open(sealed: string): string
}

const PREFIX = 'v1:'
const IV = 12
const TAG = 16

export const createSecrets = (secretKey: string): Secrets => {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'coset', 'secrets at rest', 32))
  return {
    seal: (plain) => {
      const iv = randomBytes(IV)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
    },
    open: (sealed) => {
      try {
        if (!sealed.startsWith(PREFIX)) throw new InternalError('not a sealed text of the first version')
        const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64')
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV))
        decipher.setAuthTag(bytes.subarray(IV, IV + TAG))
        return Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]).toString('utf8')
      } catch (error) {
        throw new InternalError('a stored secret cannot be opened with this secret key; if the key was changed, run `coset secrets rotate`', { cause: error })
      }
    },
  }
}
