import { randomInt } from 'node:crypto'

/** Letters and digits that are not taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const COUNT = 10
const LENGTH = 10

/** Codes for the day the phone is lost: ten, each good once, about 49 bits. */
export const newRecoveryCodes = (): readonly string[] =>
  Array.from({ length: COUNT }, () => {
    const text = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
    return `${text.slice(0, LENGTH / 2)}-${text.slice(LENGTH / 2)}`
  })

/** What somebody typed as it was written down, or null when it is no such code. */
export const normalRecoveryCode = (typed: string): string | null => {
  const text = typed.toLowerCase().replace(/[\s-]/g, '')
  return /^[a-z2-9]{10}$/.test(text) ? `${text.slice(0, 5)}-${text.slice(5)}` : null
}
