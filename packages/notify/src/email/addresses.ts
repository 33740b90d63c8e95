import { domainToASCII } from 'node:url'
import type { Target } from '../port.ts'

const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u
const DOMAIN = /^(?=.{1,253}$)[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?)*$/u
const MAX_RECIPIENTS = 200
const FIELDS = { target: 'recipients', ccTarget: 'cc', bccTarget: 'bcc' } as const

/** `local@domain` and nothing else: no display name, no angle brackets, no quotes, no comment, no routes. */
export const isAddress = (text: string): boolean => {
  const at = text.lastIndexOf('@')
  return (
    text.length <= 254 && at > 0 && at <= 64 && LOCAL.test(text.slice(0, at)) && DOMAIN.test(text.slice(at + 1)) && domainToASCII(text.slice(at + 1)) !== ''
  )
}

export interface Recipients {
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly bcc: readonly string[]
  /** Everybody, each once, domains as the wire wants them: the envelope. */
  readonly all: readonly string[]
}

/** The one form of an address whose domain may be written in two. */
export const onWire = (address: string): string => {
  const at = address.lastIndexOf('@') + 1
  return address.slice(0, at) + domainToASCII(address.slice(at))
}

const listed = (text: string): string[] =>
  text
    .split(/[,;]/)
    // Only blanks: a line end is an attack, not a separator.
    .map((one) => one.replace(/^[ \t]+|[ \t]+$/g, ''))
    .filter((one) => one !== '')

/** The recipients, or what is wrong with them in a sentence that shows no text which is not an address. */
export const recipients = (target: Target): Recipients | string => {
  const parts = { target: listed(target.target), ccTarget: listed(target.ccTarget), bccTarget: listed(target.bccTarget) }
  for (const field of ['target', 'ccTarget', 'bccTarget'] as const) {
    const bad = parts[field].findIndex((one) => !isAddress(one))
    if (bad >= 0) return `Entry ${bad + 1} of ${FIELDS[field]} is not an e-mail address; write plain addresses, separated by commas or semicolons`
  }
  const all = [...new Set([...parts.target, ...parts.ccTarget, ...parts.bccTarget].map(onWire))]
  if (parts.target.length === 0) return 'The recipients need at least one e-mail address'
  if (all.length > MAX_RECIPIENTS) return `There are ${all.length} recipients; at most ${MAX_RECIPIENTS} are allowed`
  return { to: parts.target, cc: parts.ccTarget, bcc: parts.bccTarget, all }
}
