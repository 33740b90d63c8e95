import { Undeliverable } from '@coset/core'
import { refused, stopped, tryLater } from '../failures.ts'
import { quoted } from '../text/clean.ts'

/** What nodemailer tells about a failure; read carefully, as it comes from outside. */
interface Told {
  readonly code: string
  readonly reply: number | null
  readonly text: string
}

const TEMPORARY = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'EPROTOCOL'])
// Of node, for certificates and handshakes; nodemailer hands them on under its own codes, so only the sentence tells.
const TLS = /certificate|self.signed|altnames|wrong version number|SSL|TLS/i

const told = (error: unknown): Told => {
  const from: Readonly<Record<string, unknown>> = typeof error === 'object' && error !== null ? { ...error } : {}
  const text = typeof from['response'] === 'string' ? from['response'] : ''
  return {
    code: typeof from['code'] === 'string' ? from['code'] : '',
    reply: typeof from['responseCode'] === 'number' ? from['responseCode'] : null,
    text,
  }
}

const isTemporary = ({ code, reply }: Told, error: unknown): boolean => {
  if (reply !== null && reply >= 400) return reply < 500
  return TEMPORARY.has(code) && !(error instanceof Error && TLS.test(error.message))
}

const sentence = ({ code, reply, text }: Told, error: unknown, secrets: readonly string[]): string => {
  if (code === 'ETLS' || (error instanceof Error && reply === null && TLS.test(error.message)))
    return 'A TLS connection to the mail server could not be made; see its certificate and whether it offers STARTTLS'
  if (code === 'EAUTH' || code === 'ENOAUTH') return `The mail server did not take the user and password${reply === null ? '' : ` (${reply})`}`
  if (reply !== null) return `The mail server refused the message: ${quoted(text, secrets) || reply}`
  return code === 'ETIMEDOUT' ? 'The mail server did not answer in time' : 'The mail server cannot be reached'
}

/** Undeliverable for anything nodemailer throws: replies 4xx and a broken wire may pass, the rest does not. */
export const mailFailure = (error: unknown, secrets: readonly string[]): Undeliverable => {
  if (error instanceof Undeliverable) return error
  const what = told(error)
  if (what.code === 'EABORT') return stopped()
  const rejected = rejections(error)
  if (rejected.length > 0) return recipientsRefused(rejected, secrets)
  return isTemporary(what, error) ? tryLater(sentence(what, error, secrets)) : refused(sentence(what, error, secrets))
}

const rejections = (error: unknown): readonly unknown[] =>
  typeof error === 'object' && error !== null && 'rejectedErrors' in error && Array.isArray(error.rejectedErrors) ? error.rejectedErrors : []

/** For refused recipients; worth another try when one of them was refused for the moment only. */
export const recipientsRefused = (rejected: readonly unknown[], secrets: readonly string[]): Undeliverable => {
  const all = rejected.map(told)
  const words = quoted([...new Set(all.map(({ text }) => text))].join('; '), secrets, 300)
  const message = `The mail server refused ${all.length} ${all.length === 1 ? 'recipient' : 'recipients'}: ${words}`
  return all.some((one) => isTemporary(one, null)) ? tryLater(message) : refused(message)
}
