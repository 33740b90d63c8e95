import { createHash } from 'node:crypto'
import { SignInRefused } from './errors.ts'
import type { Person } from './port.ts'

const SUBJECT_LENGTH = 255
const NAME_LENGTH = 64
const KEYS = 2000

/** A value inside of claims by its dotted path; a claim whose own name has dots is found first. */
export const claimAt = (claims: unknown, path: string): unknown => {
  if (typeof claims !== 'object' || claims === null) return undefined
  if (Object.hasOwn(claims, path)) return Reflect.get(claims, path)
  const [first = '', ...rest] = path.split('.')
  if (rest.length === 0 || !Object.hasOwn(claims, first)) return undefined
  return claimAt(Reflect.get(claims, first), rest.join('.'))
}

/** Texts and numbers of a claim; anything else is none. */
export const textsOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((one) => (Array.isArray(one) ? [] : textsOf(one)))
  if (typeof value === 'string') return value === '' ? [] : [value]
  return typeof value === 'number' && Number.isFinite(value) ? [String(value)] : []
}

/** The first text of a claim, or nothing. */
export const textOf = (value: unknown): string => textsOf(value)[0] ?? ''

/** One line without control characters, of a bounded length. */
const clean = (text: string, length: number): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, length)

/** An unchanging name together with who gave it; long ones as their digest. */
export const subjectOf = (issuer: string, id: string): string => {
  if (id === '') throw new SignInRefused('the provider names no subject', 'incomplete')
  const whole = `${id} @ ${issuer}`
  return whole.length <= SUBJECT_LENGTH ? whole : `sha256:${createHash('sha256').update(whole).digest('hex')}`
}

const mailOf = (text: string): string | null => {
  const mail = text.trim().toLowerCase()
  return mail.length <= 255 && /^[^\s@<>"(),;:\\[\]\p{Cc}]+@[^\s@<>"(),;:\\[\]\p{Cc}]+$/u.test(mail) ? mail : null
}

export interface RawPerson {
  readonly provider: string
  readonly subject: string
  readonly username: string
  readonly email: string
  readonly emailVerified: boolean
  readonly firstName: string
  readonly lastName: string
  readonly name?: string
  readonly keys: readonly string[]
}

/** A person whose texts fit into an account. Throws SignInRefused without a name to sign in with. */
export const personOf = (raw: RawPerson): Person => {
  const email = mailOf(raw.email)
  const username = raw.username.trim()
  if (username === '' || username.length > 128 || clean(username, 128) !== username)
    throw new SignInRefused('the provider gives no user name that an account can have', 'incomplete')
  const [first = '', ...rest] = clean(raw.name ?? '', 200).split(/\s+/)
  return {
    provider: raw.provider,
    subject: raw.subject,
    username,
    email,
    emailVerified: email !== null && raw.emailVerified,
    firstName: clean(raw.firstName || first || username, NAME_LENGTH),
    lastName: clean(raw.lastName || rest.join(' '), NAME_LENGTH),
    keys: [...new Set(raw.keys)].slice(0, KEYS),
  }
}
