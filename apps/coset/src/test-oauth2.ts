import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** A real HTTP server of a test's own; what it throws is a 500. */
const listening = async (answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<{ server: Server; url: string }> => {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  return { server, url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` }
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

const closed = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.closeAllConnections()
    server.close(() => done())
  })

export const CLIENT = { id: 'coset', secret: 'the secret of the client' } as const

export interface Oauth2Provider extends AsyncDisposable {
  readonly url: string
  /** Seconds that tokens are good for. */
  lasts: number
  /** Refresh tokens are refused while it is set. */
  refusesRefresh: boolean
  /** Signs a name in as a browser would and gives where it is sent back to. */
  signIn(address: string, name: string): Promise<URL>
  /** Whose access token it is, while it is good. */
  ownerOf(token: string): string | undefined
  readonly refreshed: string[]
}

/** An OAuth 2 server: authorisation code with PKCE (S256), refresh tokens that are good once. */
export const openProvider = async (): Promise<Oauth2Provider> => {
  const codes = new Map<string, { name: string; challenge: string; redirect: string }>()
  const access = new Map<string, string>()
  const refresh = new Map<string, string>()
  const state = { lasts: 3600, refusesRefresh: false, refreshed: [] as string[] }
  const issue = (name: string) => {
    const [token, next] = [`access-${randomUUID()}`, `refresh-${randomUUID()}`]
    access.set(token, name)
    refresh.set(next, name)
    return { access_token: token, refresh_token: next, token_type: 'Bearer', expires_in: state.lasts }
  }
  const grant = (fields: Readonly<Record<string, string>>) => {
    if (fields['client_id'] !== CLIENT.id || fields['client_secret'] !== CLIENT.secret) return null
    if (fields['grant_type'] === 'refresh_token') {
      const name = refresh.get(fields['refresh_token'] ?? '')
      refresh.delete(fields['refresh_token'] ?? '')
      if (name === undefined || state.refusesRefresh) return null
      state.refreshed.push(name)
      return issue(name)
    }
    const code = codes.get(fields['code'] ?? '')
    codes.delete(fields['code'] ?? '')
    const challenge = createHash('sha256')
      .update(fields['code_verifier'] ?? '')
      .digest('base64url')
    return code === undefined || code.challenge !== challenge || code.redirect !== fields['redirect_uri'] ? null : issue(code.name)
  }
  const { server, url } = await listening(async (request, response) => {
    const text = await bodyOf(request)
    const fields = JSON.parse(text) as Record<string, string>
    const tokens = grant(fields)
    response.writeHead(tokens === null ? 400 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(tokens ?? { error: 'invalid_grant' }))
  })
  return {
    url,
    get lasts() {
      return state.lasts
    },
    set lasts(seconds) {
      state.lasts = seconds
    },
    get refusesRefresh() {
      return state.refusesRefresh
    },
    set refusesRefresh(on) {
      state.refusesRefresh = on
    },
    refreshed: state.refreshed,
    signIn: async (address, name) => {
      const asked = new URL(address).searchParams
      if (asked.get('code_challenge_method') !== 'S256' || asked.get('client_id') !== CLIENT.id) throw new Error(`Not a request of ours: ${address}`)
      const code = randomUUID()
      codes.set(code, { name, challenge: asked.get('code_challenge') ?? '', redirect: asked.get('redirect_uri') ?? '' })
      const back = new URL(asked.get('redirect_uri') ?? '')
      back.searchParams.set('code', code)
      back.searchParams.set('state', asked.get('state') ?? '')
      return back
    },
    ownerOf: (token) => access.get(token),
    [Symbol.asyncDispose]: () => closed(server),
  }
}

/** Speaks Trino's protocol and answers every statement with the name of whoever's token came along. */
export const openWhoAmI = async (provider: Oauth2Provider): Promise<{ readonly port: number } & AsyncDisposable> => {
  const { server, url } = await listening(async (request, response) => {
    await bodyOf(request)
    const name = provider.ownerOf((request.headers.authorization ?? '').replace('Bearer ', ''))
    if (name === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end('Who are you?')
      return
    }
    const type = { rawType: 'varchar', arguments: [] }
    const result = { id: randomUUID(), columns: [{ name: 'me', type: 'varchar', typeSignature: type }], data: [[name]], stats: { state: 'FINISHED' } }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result))
  })
  return { port: Number(new URL(url).port), [Symbol.asyncDispose]: () => closed(server) }
}
