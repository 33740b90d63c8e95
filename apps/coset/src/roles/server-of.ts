import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Process } from '../context.ts'
import { createRateLimit, requestsPerSecond } from '../http/rate-limit.ts'
import { createServer } from '../http/server.ts'
import type { OneTimeLinks } from '../services/one-time-links.ts'
import { VERSION } from '../version.ts'

const DIST = fileURLToPath(new URL('../../../web/dist', import.meta.url))

/** The server of a process, which does not listen yet. `perSecond`: requests of one account; unset: as configured. */
export const serverOf = (process: Process, links: OneTimeLinks, perSecond?: number): Promise<FastifyInstance> => {
  const { ctx, config } = process
  return createServer({
    ctx,
    tokens: process.tokens,
    sessions: process.sessions,
    channels: process.channels,
    guests: ctx.settings.featureFlags['EMBEDDED_SUPERSET'] === true ? { header: config.guestTokenHeader, tokens: process.guestTokens } : null,
    pictures: process.pictureTokens,
    secureCookies: config.cookieSecure ?? process.production,
    uploadMaxBytes: config.uploadMaxBytes,
    dist: DIST,
    links,
    log: process.log,
    trustProxy: config.trustProxy,
    metricsToken: config.metricsToken,
    version: VERSION,
    tracing: process.tracing,
    rateLimit: createRateLimit(
      { perSecond: perSecond ?? requestsPerSecond(config.rateLimitPerSecond, process.production), guesses: config.loginAttempts * 5 },
      ctx.clock.now,
    ),
    requestSeconds: config.requestTimeout,
  })
}
