import type { Configuration } from 'openid-client'
import { isPlain } from '../addresses.ts'
import { SignInFailed, SignInRefused } from '../errors.ts'
import { answeredAt, asOurs, type ClientLibrary, clientLibrary, depart, proofOf, readKept, stateOf } from '../oidc/code-flow.ts'
import { claimAt, personOf, subjectOf, textOf, textsOf } from '../person.ts'
import type { Arrival, NamedEntry, Person, ProviderKind, RedirectProvider } from '../port.ts'
import { type Oauth2Settings, oauth2Settings } from './settings.ts'

const configure = (library: ClientLibrary, settings: Oauth2Settings): Configuration => {
  const { origin } = new URL(settings.authorizeUrl)
  const server = { issuer: origin, authorization_endpoint: settings.authorizeUrl, token_endpoint: settings.tokenUrl }
  const config = new library.Configuration(server, settings.clientId, {}, proofOf(library, settings))
  config.timeout = settings.timeoutSeconds
  if ([settings.authorizeUrl, settings.tokenUrl, settings.userUrl].some(isPlain)) library.allowInsecureRequests(config)
  return config
}

type Ask = (url: string) => Promise<unknown>

const MAX_BYTES = 1_000_000

/** Asks the provider's API with the person's token. */
const asker =
  (named: NamedEntry, library: ClientLibrary, config: Configuration, token: string): Ask =>
  async (url) => {
    const headers = new Headers({ accept: 'application/json', 'user-agent': 'Coset' })
    const response = await library.fetchProtectedResource(config, token, new URL(url), 'GET', null, headers)
    const text = await response.text()
    if (response.status !== 200) throw new SignInFailed(`${named.name}: ${new URL(url).pathname} answers ${response.status}`)
    if (text.length > MAX_BYTES) throw new SignInFailed(`${named.name}: ${new URL(url).pathname} answers too much`)
    return JSON.parse(text)
  }

/** The primary address, and whether the provider checked it. */
const primaryMail = async (ask: Ask, url: string): Promise<{ readonly email: string; readonly verified: boolean }> => {
  const list = await ask(url)
  const primary: unknown = Array.isArray(list) ? list.find((one: unknown) => claimAt(one, 'primary') === true) : undefined
  return { email: textOf(claimAt(primary, 'email')), verified: claimAt(primary, 'verified') === true }
}

const keysOf = async (ask: Ask, settings: Oauth2Settings, claims: unknown): Promise<readonly string[]> => {
  const own = settings.keysClaim === undefined ? [] : textsOf(claimAt(claims, settings.keysClaim))
  if (settings.membershipsUrl === undefined) return own
  const list = await ask(settings.membershipsUrl)
  return [...own, ...(Array.isArray(list) ? list.flatMap((one: unknown) => textsOf(claimAt(one, settings.membershipClaim))) : [])]
}

const describe = async (named: NamedEntry, settings: Oauth2Settings, ask: Ask): Promise<Person> => {
  const claims = await ask(settings.userUrl)
  const text = (path: string): string => textOf(claimAt(claims, path))
  const mail =
    settings.emailsUrl === undefined
      ? { email: text(settings.emailClaim), verified: claimAt(claims, 'email_verified') === true }
      : await primaryMail(ask, settings.emailsUrl)
  return personOf({
    provider: named.name,
    subject: subjectOf(new URL(settings.authorizeUrl).origin, text(settings.subjectClaim)),
    username: text(settings.usernameClaim),
    email: mail.email,
    emailVerified: named.trustEmail ?? mail.verified,
    firstName: text(settings.firstNameClaim),
    lastName: text(settings.lastNameClaim),
    name: text(settings.nameClaim),
    keys: await keysOf(ask, settings, claims),
  })
}

const finish = async (named: NamedEntry, settings: Oauth2Settings, library: ClientLibrary, arrival: Arrival): Promise<Person> => {
  const { verifier } = readKept(arrival.kept)
  const config = configure(library, settings)
  try {
    const checks = { pkceCodeVerifier: verifier, expectedState: stateOf(arrival) }
    const tokens = await library.authorizationCodeGrant(config, answeredAt(arrival), checks)
    if (tokens.token_type !== 'bearer') throw new SignInRefused('no bearer token')
    return await describe(named, settings, asker(named, library, config, tokens.access_token))
  } catch (error) {
    throw asOurs(error, named.name)
  }
}

const create = (named: NamedEntry, settings: Oauth2Settings): RedirectProvider => ({
  ...named,
  kind: 'redirect',
  returns: 'query',
  unsolicited: false,
  start: async (departure) => {
    const library = await clientLibrary()
    return depart(library, configure(library, settings), departure, { scope: settings.scopes.join(' '), parameters: settings.parameters })
  },
  finish: async (arrival) => ({ person: await finish(named, settings, await clientLibrary(), arrival), onceKey: null }),
})

/** Plain OAuth 2: code flow with PKCE and state; who it is says the provider's API. */
export const oauth2: ProviderKind<typeof oauth2Settings> = { settings: oauth2Settings, create }
