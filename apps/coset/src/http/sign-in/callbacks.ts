import { AppError } from '@coset/core'
import type { RedirectProvider } from '@coset/sign-in'
import type { FastifyRequest } from 'fastify'
import type { HttpDependencies } from '../route.ts'

export const METADATA = '/saml/metadata/'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Where people reach us: as configured; else as the request says, where a trusted proxy or this machine itself says it. */
const siteOf = (deps: HttpDependencies, request: FastifyRequest): string => {
  const { siteUrl } = deps.ctx.settings.reports
  if (siteUrl !== '') return siteUrl
  const said = `${request.protocol}://${request.host}`
  const believed = URL.canParse(said) && (deps.trustProxy || LOOPBACK.has(new URL(said).hostname))
  // A host that anybody can put into a request would lead answers of providers to them
  if (!believed)
    throw new AppError('COSET_SITE_URL must say where people reach the site', { code: 'SIGN_IN_FAILED', status: 503, details: { problem: 'not-set-up' } })
  return said
}

/** Our absolute address where people come back from a provider to. */
export const callbackOf = (deps: HttpDependencies, request: FastifyRequest, { name, returns }: RedirectProvider): string =>
  new URL(returns === 'form' ? `/saml/acs/${name}` : `/oauth-authorized/${name}`, siteOf(deps, request)).href

/** The address of a request as the outside sees it. */
export const outsideUrl = (callback: string, request: FastifyRequest): URL => new URL(request.url, callback)
