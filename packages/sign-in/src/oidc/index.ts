import { randomBytes } from 'node:crypto'
import type { Configuration } from 'openid-client'
import { isPlain } from '../addresses.ts'
import { SignInFailed } from '../errors.ts'
import { claimAt, personOf, subjectOf, textOf, textsOf } from '../person.ts'
import type { Arrival, NamedEntry, Person, ProviderKind, RedirectProvider } from '../port.ts'
import { answeredAt, asOurs, type ClientLibrary, clientLibrary, depart, proofOf, readKept, stateOf } from './code-flow.ts'
import { type OidcSettings, oidcSettings } from './settings.ts'

interface Opened {
  readonly library: ClientLibrary
  readonly config: Configuration
}

const discover = async (named: NamedEntry, settings: OidcSettings): Promise<Opened> => {
  const library = await clientLibrary()
  try {
    const metadata = { id_token_signed_response_alg: settings.algorithm, [library.clockTolerance]: settings.clockSkewSeconds }
    const config = await library.discovery(new URL(settings.issuer), settings.clientId, metadata, proofOf(library, settings), {
      timeout: settings.timeoutSeconds,
      // Signatures of id tokens are checked although they come over TLS
      execute: [library.enableNonRepudiationChecks, ...(isPlain(settings.issuer) ? [library.allowInsecureRequests] : [])],
    })
    return { library, config }
  } catch (error) {
    throw new SignInFailed(`${named.name}: ${settings.issuer} gives no usable description of itself`, error)
  }
}

/** Asks for the provider's description once; after a failure, again. */
const opener = (named: NamedEntry, settings: OidcSettings): (() => Promise<Opened>) => {
  let opened: Promise<Opened> | null = null
  return () => {
    opened ??= discover(named, settings).catch((error: unknown) => {
      opened = null
      throw error
    })
    return opened
  }
}

const person = (named: NamedEntry, settings: OidcSettings, claims: Readonly<Record<string, unknown>>, subject: string): Person => {
  const text = (path: string): string => textOf(claimAt(claims, path))
  const verified = claims['email_verified']
  return personOf({
    provider: named.name,
    subject,
    username: text(settings.usernameClaim),
    email: text(settings.emailClaim),
    emailVerified: named.trustEmail ?? (settings.emailClaim === 'email' && (verified === true || verified === 'true')),
    firstName: text(settings.firstNameClaim),
    lastName: text(settings.lastNameClaim),
    name: text(settings.nameClaim),
    keys: settings.keysClaim === undefined ? [] : textsOf(claimAt(claims, settings.keysClaim)),
  })
}

const finish = async (named: NamedEntry, settings: OidcSettings, { library, config }: Opened, arrival: Arrival): Promise<Person> => {
  const { verifier, nonce } = readKept(arrival.kept)
  try {
    const tokens = await library.authorizationCodeGrant(config, answeredAt(arrival), {
      pkceCodeVerifier: verifier,
      expectedState: stateOf(arrival),
      ...(nonce === undefined ? {} : { expectedNonce: nonce }),
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined || nonce === undefined || claims['nonce'] !== nonce) throw new Error('no id token of this journey')
    const asks = settings.userinfo && config.serverMetadata().userinfo_endpoint !== undefined
    const more = asks ? await library.fetchUserInfo(config, tokens.access_token, claims.sub) : {}
    return person(named, settings, { ...more, ...claims }, subjectOf(claims.iss, claims.sub))
  } catch (error) {
    throw asOurs(error, named.name)
  }
}

const create = (named: NamedEntry, settings: OidcSettings): RedirectProvider => {
  const open = opener(named, settings)
  return {
    ...named,
    kind: 'redirect',
    returns: 'query',
    unsolicited: false,
    start: async (departure) => {
      const { library, config } = await open()
      const nonce = randomBytes(24).toString('base64url')
      return depart(library, config, departure, { scope: settings.scopes.join(' '), nonce, parameters: settings.parameters })
    },
    finish: async (arrival) => ({ person: await finish(named, settings, await open(), arrival), onceKey: null }),
  }
}

/** OpenID Connect: discovery, code flow with PKCE, state and nonce; id tokens are verified. */
export const oidc: ProviderKind<typeof oidcSettings> = { settings: oidcSettings, create }
