import { createHash } from 'node:crypto'

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Above every character of a plain key, in the order of bytes. */
export const LAST = '\u007f'

/**
 * The same in every database: short, printable ASCII without spaces, which some databases ignore at the end. Other keys are stored under a hash after
 * `#`, with the key itself in a row beside.
 */
export const isPlain = (key: string): boolean => /^[\x21-\x7e]{1,255}$/.test(key) && !key.startsWith('#')

export const storedKey = (key: string): string => (isPlain(key) ? key : `#${digest(key)}`)

/** Whether a plain key may start with it. */
export const isPlainPrefix = (prefix: string): boolean => prefix === '' || isPlain(prefix)

export const leaseName = (key: string): string => `cache:${digest(key)}`

export const leaseOwner = (owner: string): string => (/^[\x21-\x7e]{1,100}$/.test(owner) && !owner.startsWith('#') ? owner : `#${digest(owner)}`)
