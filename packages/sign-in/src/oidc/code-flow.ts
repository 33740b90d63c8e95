import type { Configuration } from 'openid-client'
import { z } from 'zod'
import { SignInFailed, SignInRefused } from '../errors.ts'
import type { Arrival, Departure } from '../port.ts'

/** The client library, when it is needed. */
export const clientLibrary = async () => import('openid-client')

export type ClientLibrary = Awaited<ReturnType<typeof clientLibrary>>

const keptSchema = z.strictObject({ verifier: z.string().min(43), nonce: z.string().min(20).optional() })

export interface Kept {
  readonly verifier: string
  readonly nonce?: string | undefined
}

/** How the client proves itself at the token endpoint. */
export const proofOf = (library: ClientLibrary, settings: { readonly clientSecret?: string | undefined; readonly clientAuth: 'post' | 'basic' }) => {
  if (settings.clientSecret === undefined) return library.None()
  return settings.clientAuth === 'basic' ? library.ClientSecretBasic(settings.clientSecret) : library.ClientSecretPost(settings.clientSecret)
}

/** The address of the provider's page, with PKCE, and what to keep. */
export const depart = async (
  library: ClientLibrary,
  config: Configuration,
  { callback, state }: Departure,
  asked: { readonly scope: string; readonly nonce?: string; readonly parameters: Readonly<Record<string, string>> },
): Promise<{ readonly location: string; readonly keep: string }> => {
  const verifier = library.randomPKCECodeVerifier()
  const location = library.buildAuthorizationUrl(config, {
    ...asked.parameters,
    redirect_uri: callback,
    scope: asked.scope,
    state,
    code_challenge: await library.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(asked.nonce === undefined ? {} : { nonce: asked.nonce }),
  })
  return { location: location.href, keep: JSON.stringify({ verifier, nonce: asked.nonce } satisfies Kept) }
}

/** What was kept; throws SignInRefused when it was not kept by {@link depart}. */
export const readKept = (kept: string): Kept => {
  try {
    return keptSchema.parse(JSON.parse(kept))
  } catch (error) {
    throw new SignInRefused('nothing was kept for this browser', 'expired', error)
  }
}

/** The address as the library must see it: what we asked to come back to, with the query that came. */
export const answeredAt = ({ callback, url }: Arrival): URL => {
  const address = new URL(callback)
  address.search = url.search
  return address
}

/** The journey that must be ended here; one that nobody started is refused. */
export const stateOf = ({ state }: Arrival): string => {
  if (state === null) throw new SignInRefused('nobody started this', 'expired')
  return state
}

const NETWORK = /^(?:ECONN|ENOTFOUND|EAI_|ETIMEDOUT|UND_ERR|EPIPE|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS)/

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

const causes = (error: unknown): readonly unknown[] => (error instanceof Error ? [error, ...causes(error.cause)] : [])

const isNetwork = (error: unknown): boolean =>
  causes(error).some((one) => NETWORK.test(codeOf(one)) || (one instanceof Error && (one.name === 'TimeoutError' || one.message === 'fetch failed')))

/** A library's error as one of ours: not reached, denied by the person, or refused. */
export const asOurs = (error: unknown, what: string): Error => {
  if (error instanceof SignInRefused || error instanceof SignInFailed) return error
  if (isNetwork(error) || ['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'].includes(codeOf(error)))
    return new SignInFailed(`${what}: cannot be reached`, error)
  const denied = error instanceof Error && 'error' in error && error.error === 'access_denied'
  return new SignInRefused(`${what}: ${error instanceof Error ? error.message : 'refused'}`, denied ? 'denied' : 'refused', error)
}
