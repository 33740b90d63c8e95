import type { ChannelSettings } from '../port.ts'
import { oneLine } from '../text/clean.ts'
import { isAddress } from './addresses.ts'

export interface MailServer {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly rejectUnauthorized: boolean
  readonly user: string
  readonly password: string
  readonly from: { readonly name: string; readonly address: string }
}

const sender = (from: string): MailServer['from'] | null => {
  const named = /^([^<>\r\n]{0,200})<([^<>\s]+)>$/.exec(from.trim())
  const [name, address] = named === null ? ['', from.trim()] : [oneLine((named[1] ?? '').replaceAll('"', '')), named[2] ?? '']
  return isAddress(address) ? { name, address } : null
}

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const server = (url: URL, from: MailServer['from']): MailServer | string => {
  const unknown = [...url.searchParams.keys()].find((key) => key !== 'tls_reject_unauthorized')
  if (unknown !== undefined) return `The address of the mail server has an unknown option "${oneLine(unknown, 50)}"; there is tls_reject_unauthorized`
  const reject = url.searchParams.get('tls_reject_unauthorized') ?? 'true'
  if (reject !== 'true' && reject !== 'false') return 'The option tls_reject_unauthorized of the mail server is true or false'
  const [user, password] = [decoded(url.username), decoded(url.password)]
  if (user === null || password === null) return 'User and password in the address of the mail server must be percent-encoded'
  if ((user === '') !== (password === '')) return 'The address of the mail server needs both a user and a password, or neither'
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { host, port: url.port === '' ? (secure ? 465 : 587) : Number(url.port), secure, rejectUnauthorized: reject === 'true', user, password, from }
}

/** The mail server of the settings, or what is wrong with them in a sentence without any secret. */
export const mailServer = ({ email }: ChannelSettings): MailServer | string => {
  if (email.url === '') return 'No mail server is set'
  const url = URL.canParse(email.url) ? new URL(email.url) : null
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '')
    return 'The address of the mail server must look like smtp://user:password@host:port or smtps://…'
  const from = sender(email.from)
  return from === null ? 'The sender of mails must be an e-mail address, or "Name <address>"' : server(url, from)
}
