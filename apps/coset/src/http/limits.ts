import type { Route } from '@coset/contract'
import { AppError } from '@coset/core'
import type { FastifyInstance } from 'fastify'

/** Largest body of JSON. */
export const MAX_JSON_BYTES = 5_000_000
/** Names, passwords and codes are short; whoever is not signed in yet sends no more. */
export const MAX_SIGN_IN_BYTES = 16_000
/** Proxies stop at about this length, too. */
export const MAX_URL_LENGTH = 8192
/** Signed answers of directories are forms of some size. */
const MAX_ANSWER_BYTES = 500_000

/** Seconds within which a request’s headers must have come. */
const HEADERS_SECONDS = 20

/** How long a client may take to send: what trickles in holds no connection for ever. Answers may take longer. */
export const serverTimes = (requestSeconds: number) => ({
  requestTimeout: requestSeconds * 1000,
  http: { headersTimeout: Math.min(HEADERS_SECONDS, requestSeconds) * 1000, connectionsCheckingInterval: Math.min(5, requestSeconds) * 1000 },
})

const SIGN_IN = new Set(['security.login', 'security.refresh', 'signIn.forgot', 'signIn.reset', 'signIn.register', 'signIn.activate'])

/** Largest body that a route takes; files have a limit of their own. */
export const bodyLimitOf = (route: Route): number => (SIGN_IN.has(route.name) ? MAX_SIGN_IN_BYTES : MAX_JSON_BYTES)

const formLimit = (url: string): number | null => {
  if (!url.startsWith('/login')) return null
  return url === '/login/' || url.startsWith('/login/second-step') || url.startsWith('/login/set-up') || url.startsWith('/login/passkey')
    ? MAX_SIGN_IN_BYTES
    : MAX_ANSWER_BYTES
}

/** Limits of addresses, and of the forms of the sign-in page. */
export const mountLimits = (app: FastifyInstance): void => {
  app.addHook('onRoute', (options) => {
    const limit = formLimit(options.url)
    if (limit !== null) options.bodyLimit ??= limit
  })
  app.addHook('onRequest', async (request) => {
    if (request.url.length > MAX_URL_LENGTH) throw new AppError('The address is too long', { code: 'GENERIC_BACKEND_ERROR', status: 414, envelope: 'errors' })
  })
}
