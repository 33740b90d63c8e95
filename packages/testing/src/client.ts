import { toRison } from '@coset/core'

export type Json = Record<string, unknown>

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  readonly text: string
  /** The body as JSON, of the shape that the caller expects. Throws when it is not JSON. */
  json<T = Json>(): T
}

export interface Client {
  readonly base: string
  /** Objects travel as JSON, FormData and URLSearchParams as they are, texts with the content type that the headers name. */
  request(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  put(path: string, body?: unknown): Promise<Answer>
  delete(path: string): Promise<Answer>
  /** The same server and cookies with further headers. */
  with(headers: Readonly<Record<string, string>>): Client
  /** Value of a cookie that the server set. */
  cookie(name: string): string | undefined
}

const read = async (response: Response): Promise<Answer> => {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  return { status: response.status, headers: response.headers, bytes, text, json: <T>() => JSON.parse(text) as T }
}

const bodyOf = (body: unknown): { readonly body?: BodyInit; readonly type?: string } => {
  if (body === undefined) return {}
  if (body instanceof FormData || body instanceof URLSearchParams) return { body }
  if (typeof body === 'string') return { body, type: 'application/json' }
  return { body: JSON.stringify(body), type: 'application/json' }
}

const keepCookies = (jar: Map<string, string>, headers: Headers): void => {
  for (const line of headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';')
    const name = pair.slice(0, pair.indexOf('='))
    const value = pair.slice(pair.indexOf('=') + 1)
    if (value === '' || attributes.some((a) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(a))) jar.delete(name)
    else jar.set(name, value)
  }
}

const make = (base: string, jar: Map<string, string>, own: Readonly<Record<string, string>>): Client => {
  const request: Client['request'] = async (method, path, body, headers = {}) => {
    const sent = bodyOf(body)
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(new URL(path, base), {
      method,
      redirect: 'manual',
      headers: {
        ...(sent.type === undefined ? {} : { 'content-type': sent.type }),
        ...(cookies === '' ? {} : { cookie: cookies }),
        ...own,
        ...headers,
      },
      ...(sent.body === undefined ? {} : { body: sent.body }),
    })
    keepCookies(jar, response.headers)
    return read(response)
  }
  return {
    base,
    request,
    get: (path) => request('GET', path),
    post: (path, body) => request('POST', path, body),
    put: (path, body) => request('PUT', path, body),
    delete: (path) => request('DELETE', path),
    with: (headers) => make(base, jar, { ...own, ...headers }),
    cookie: (name) => jar.get(name),
  }
}

/** Somebody who is not signed in; cookies are kept from answer to answer. */
export const createClient = (base: string): Client => make(base, new Map(), {})

/** The Rison query of a path: `q({page: 1})` → `?q=…`. */
export const q = (value: unknown): string => `?q=${encodeURIComponent(toRison(value))}`

const must = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(what)
  return value
}

/** Access and refresh tokens by the API. Throws unless the sign-in succeeds. */
export const tokensOf = async (base: string, username: string, password: string): Promise<{ readonly access: string; readonly refresh: string }> => {
  const answer = await createClient(base).post('/api/v1/security/login', { username, password, provider: 'db', refresh: true })
  if (answer.status !== 200) throw new Error(`sign-in of ${username}: ${answer.status} ${answer.text}`)
  const { access_token, refresh_token } = answer.json<{ access_token: string; refresh_token: string }>()
  return { access: access_token, refresh: refresh_token }
}

/** Somebody with a bearer token and nothing else, on any site of the field: reads, and writes that ask for no CSRF token. */
export const tokenClient = async (base: string, username: string, password: string): Promise<Client> =>
  createClient(base).with({ authorization: `Bearer ${(await tokensOf(base, username, password)).access}` })

/** The CSRF token that belongs to the client's session. */
export const csrfOf = async (client: Client): Promise<string> => {
  const answer = await client.get('/api/v1/coset/bootstrap')
  return must(answer.json<{ csrf_token?: string }>().csrf_token, 'the server gave no CSRF token')
}

/** Somebody who is not signed in and has a page open: with the session cookie and the CSRF token of that page. */
export const visitorClient = async (base: string): Promise<Client> => {
  const client = createClient(base)
  await client.get('/login/')
  return client.with({ 'x-csrftoken': await csrfOf(client) })
}

/** Somebody with a bearer token; writes carry the CSRF token of the session cookie that comes with it. */
export const bearerClient = async (base: string, username: string, password: string): Promise<Client> => {
  const visitor = await visitorClient(base)
  return visitor.with({ authorization: `Bearer ${(await tokensOf(base, username, password)).access}` })
}

/** Somebody with a session cookie, signed in by the form; writes carry the session's CSRF token. */
export const sessionClient = async (base: string, username: string, password: string): Promise<Client> => {
  const client = createClient(base)
  await client.get('/login/')
  const answer = await client
    .with({ accept: 'application/json' })
    .post('/login/', new URLSearchParams({ username, password, csrf_token: await csrfOf(client) }))
  if (answer.status !== 200) throw new Error(`sign-in of ${username}: ${answer.status} ${answer.text}`)
  return client.with({ 'x-csrftoken': await csrfOf(client) })
}

/** A multipart form of text fields and ZIP files. */
export const multipart = (fields: Readonly<Record<string, string>>, files: Readonly<Record<string, Uint8Array>> = {}): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  for (const [name, bytes] of Object.entries(files)) form.set(name, new Blob([Uint8Array.from(bytes)], { type: 'application/zip' }), `${name}.zip`)
  return form
}
