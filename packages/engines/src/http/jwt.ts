import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { BadRequest } from '@coset/core'

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A private key from its PEM text. Throws BadRequest without a word of the key. */
export const privateKeyOf = (pem: string, passphrase?: string): KeyObject => {
  try {
    return createPrivateKey({ key: pem.replaceAll('\\n', '\n'), ...(passphrase === undefined ? {} : { passphrase }) })
  } catch {
    throw new BadRequest('The private key cannot be read; is it a PEM key, and its password right?', {
      fields: { masked_encrypted_extra: ['Not a private key.'] },
    })
  }
}

/** A token that says these claims, signed RS256. */
export const signedToken = (claims: Readonly<Record<string, unknown>>, key: KeyObject, head: Readonly<Record<string, unknown>> = {}): string => {
  const text = `${part({ alg: 'RS256', typ: 'JWT', ...head })}.${part(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`
}

/** Fetches a token when there is none that lasts another minute; callers at the same time share one fetch. */
export const tokenKeeper = (fetchToken: () => Promise<{ readonly token: string; readonly lastsSeconds: number }>): (() => Promise<string>) => {
  let known: { readonly token: string; readonly until: number } | undefined
  let fetching: Promise<string> | undefined
  return () => {
    if (known !== undefined && known.until > performance.now()) return Promise.resolve(known.token)
    fetching ??= fetchToken()
      .then(({ token, lastsSeconds }) => {
        known = { token, until: performance.now() + (lastsSeconds - 60) * 1_000 }
        return token
      })
      .finally(() => {
        fetching = undefined
      })
    return fetching
  }
}
