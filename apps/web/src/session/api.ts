import { readExact, toRison, writeExact } from '@coset/core'
import { t } from './i18n.ts'

/** The event that asks people to sign in to a database, and the channel by which the window where they did tells the others. */
export const DATABASE_SIGN_IN = 'coset:database-sign-in'
export const DATABASE_SIGNED_IN = 'coset:database-signed-in'

/** What the server refused, as a sentence; `details` is for the fold-out. */
export class ApiError extends Error {
  readonly status: number
  readonly type: string
  readonly details: string
  readonly fields: Readonly<Record<string, unknown>>
  /** The whole answer, for those who know its shape. */
  readonly answer: unknown
  constructor(status: number, message: string, type: string, details: string, fields: Record<string, unknown>, answer: unknown = null) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.type = type
    this.details = details
    this.fields = fields
    this.answer = answer
  }
}

let csrf = ''

/** Set by the bootstrap answer; sent with every write. */
export const setCsrfToken = (token: string): void => {
  csrf = token
}

let guest: { readonly header: string; readonly token: string } | null = null

/** From now on every request is a guest's: it carries this token and no cookies. */
export const setGuestToken = (header: string, token: string): void => {
  guest = { header, token }
}

const flat = (value: unknown): string => {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(flat).join(' ')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, inner]) => `${key}: ${flat(inner)}`)
      .join(' · ')
  return String(value)
}

interface ErrorBody {
  readonly message?: unknown
  readonly msg?: string
  readonly errors?: readonly { readonly message: string; readonly error_type: string; readonly extra?: Record<string, unknown> }[]
}

const toError = (status: number, body: unknown, requestId: string | null): ApiError => {
  const { message, msg, errors } = (typeof body === 'object' && body !== null ? body : {}) as ErrorBody
  const first = errors?.[0]
  if (first?.error_type === 'OAUTH2_REDIRECT') window.dispatchEvent(new CustomEvent(DATABASE_SIGN_IN, { detail: first.extra?.['url'] }))
  const text = first?.message ?? msg ?? (message === undefined ? t('The server answered with status {{status}}', { status }) : flat(message))
  const fields = typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : (first?.extra ?? {})
  return new ApiError(
    status,
    text,
    first?.error_type ?? '',
    `${t('Status')} ${status}\n${requestId === null ? '' : `${t('Request')} ${requestId}\n`}${writeExact(body, 2)}`,
    fields,
    body,
  )
}

export interface Ask {
  readonly q?: unknown
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  readonly form?: FormData | URLSearchParams
  /** A name by which the request's place in a queue can be asked. */
  readonly queryId?: string
  readonly signal?: AbortSignal
}

const address = (path: string, { q, query }: Ask): string => {
  const parameters = new URLSearchParams()
  if (q !== undefined) parameters.set('q', toRison(q))
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined) parameters.set(key, String(value))
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

const send = async (method: string, path: string, ask: Ask): Promise<Response> => {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (guest !== null) headers[guest.header] = guest.token
  else if (method !== 'GET') headers['x-csrftoken'] = csrf
  if (ask.body !== undefined) headers['content-type'] = 'application/json'
  if (ask.queryId !== undefined) headers['x-query-id'] = ask.queryId
  let response: Response
  try {
    response = await fetch(address(path, ask), {
      method,
      headers,
      credentials: guest === null ? 'same-origin' : 'omit',
      ...(ask.signal === undefined ? {} : { signal: ask.signal }),
      ...(ask.form !== undefined ? { body: ask.form } : ask.body === undefined ? {} : { body: writeExact(ask.body) }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, t('The server cannot be reached. Check the connection and try again.'), 'NETWORK', String(error), {})
  }
  if (response.ok) return response
  const body: unknown = await response
    .text()
    .then((text) => readExact(text))
    .catch(() => null)
  if (response.status === 401 && guest === null && !path.startsWith('/login')) window.dispatchEvent(new CustomEvent('coset:signed-out'))
  throw toError(response.status, body, response.headers.get('x-request-id'))
}

const json = async <T>(method: string, path: string, ask: Ask): Promise<T> => readExact(await (await send(method, path, ask)).text()) as T

/** The API, one function a verb. Answers are the server's JSON, long integers as bigints; failures are {@link ApiError}. */
export const api = {
  get: <T>(path: string, ask: Ask = {}): Promise<T> => json<T>('GET', path, ask),
  post: <T>(path: string, ask: Ask = {}): Promise<T> => json<T>('POST', path, ask),
  put: <T>(path: string, ask: Ask = {}): Promise<T> => json<T>('PUT', path, ask),
  delete: <T>(path: string, ask: Ask = {}): Promise<T> => json<T>('DELETE', path, ask),
  /** The answer itself, for those who read its status and bytes. */
  open: (path: string, ask: Ask = {}): Promise<Response> => send('GET', path, ask),
  /** A file; the browser saves it. */
  download: async (method: 'GET' | 'POST', path: string, ask: Ask = {}): Promise<void> => {
    const response = await send(method, path, ask)
    const name = /filename="?([^";]+)"?/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'download'
    const link = document.createElement('a')
    link.href = URL.createObjectURL(await response.blob())
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  },
}
