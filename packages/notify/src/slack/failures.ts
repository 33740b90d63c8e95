import { Undeliverable } from '@coset/core'
import { codeOf, refused, retryAfterSeconds, tryLater } from '../failures.ts'

// Slack's own trouble, or a limit that passes. Every other code needs somebody to change something.
const PASSING = new Set([
  'accesslimited',
  'fatal_error',
  'internal_error',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
])

/** For a 429: Slack says how long to wait. */
export const rateLimited = (retryAfter: string | null): Undeliverable =>
  tryLater('Slack takes no more messages for the moment (rate limit)', retryAfterSeconds(retryAfter) ?? 30)

const field = (from: unknown, name: string): unknown => (typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined)

const platformFailure = (error: unknown): Undeliverable => {
  const said = field(field(error, 'data'), 'error')
  // What is no code may be any text, a page of a proxy for example.
  const code = typeof said === 'string' && /^[a-z_]{1,60}$/.test(said) ? said : null
  if (code === null) return tryLater('Slack gave an answer that is not understood')
  return PASSING.has(code) ? tryLater(`Slack could not do it now: ${code}`) : refused(`Slack refused: ${code}`)
}

/** Undeliverable for anything the Slack client throws; never shows the token, which Slack's errors do not carry either. */
export const slackFailure = (error: unknown): Undeliverable => {
  if (error instanceof Undeliverable) return error
  // What our own fetch threw, handed on by the client.
  const original = field(error, 'original')
  if (original instanceof Undeliverable) return original
  const code = codeOf(error)
  if (code === 'slack_webapi_platform_error') return platformFailure(error)
  if (code === 'slack_webapi_http_error') {
    const status = field(error, 'statusCode')
    const server = typeof status === 'number' && (status >= 500 || status === 408)
    return (server ? tryLater : refused)(`Slack answered with status ${typeof status === 'number' ? status : 'unknown'}`)
  }
  return tryLater('Slack cannot be reached')
}
