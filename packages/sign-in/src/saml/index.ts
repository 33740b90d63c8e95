import { createHash } from 'node:crypto'
import type { Profile, SAML, SamlConfig } from '@node-saml/node-saml'
import { SignInRefused } from '../errors.ts'
import { personOf, subjectOf, textOf, textsOf } from '../person.ts'
import type { Arrival, Arrived, NamedEntry, ProviderKind, RedirectProvider } from '../port.ts'
import { checkAssertion } from './assertion.ts'
import { type SamlSettings, samlSettings } from './settings.ts'

const MAX_BYTES = 500_000

/** The id of a request follows from the journey's secret, so that nothing needs to be kept of it. */
const requestIdOf = (state: string): string => `_${createHash('sha256').update(`saml request ${state}`).digest('hex')}`

/** Our entity id: what assertions must be for. */
const entityIdOf = (named: NamedEntry, settings: SamlSettings, callback: string): string =>
  settings.entityId ?? new URL(`/saml/metadata/${named.name}`, callback).href

const keysOf = (settings: SamlSettings): Partial<SamlConfig> => ({
  ...(settings.privateKey === undefined ? {} : { privateKey: settings.privateKey }),
  ...(settings.certificate === undefined ? {} : { publicCert: settings.certificate }),
  ...(settings.decryptionKey === undefined ? {} : { decryptionPvk: settings.decryptionKey }),
})

const open = async (named: NamedEntry, settings: SamlSettings, callback: string, requestId: string): Promise<SAML> => {
  const library = await import('@node-saml/node-saml')
  const entityId = entityIdOf(named, settings, callback)
  return new library.SAML({
    ...keysOf(settings),
    callbackUrl: callback,
    entryPoint: settings.entryPoint,
    issuer: entityId,
    audience: entityId,
    idpCert: settings.idpCert,
    idpIssuer: settings.idpIssuer,
    identifierFormat: settings.nameIdFormat,
    wantAssertionsSigned: true,
    // A signature of the whole answer is checked where it is there; what counts is the assertion's own
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: settings.clockSkewSeconds * 1000,
    disableRequestedAuthnContext: true,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    generateUniqueId: () => requestId,
    // Checked by `checkAssertion`, in the signed part, without a memory of this process
    validateInResponseTo: library.ValidateInResponseTo.never,
  })
}

/** Refuses what no assertion needs: documents with definitions of their own, and digests that can be forged. */
const readForm = (form: Arrival['form']): string => {
  const encoded = form['SAMLResponse'] ?? ''
  if (encoded === '' || encoded.length > MAX_BYTES) throw new SignInRefused('no answer of a bearable size')
  const xml = Buffer.from(encoded, 'base64').toString('utf8')
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(xml)) throw new SignInRefused('an answer with a document type')
  if (/xmldsig#(?:rsa-sha1|dsa-sha1|sha1|hmac)|xmldsig-more#(?:rsa-md5|hmac)/i.test(xml)) throw new SignInRefused('a signature that is too weak')
  return encoded
}

const verified = async (saml: SAML, form: Arrival['form'], name: string): Promise<Profile> => {
  const SAMLResponse = readForm(form)
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse })
    if (profile === null) throw new SignInRefused(`${name}: no person`)
    return profile
  } catch (error) {
    const denied = error instanceof Error && error.name === 'SamlStatusError'
    throw error instanceof SignInRefused
      ? error
      : new SignInRefused(`${name}: ${error instanceof Error ? error.message : ''}`, denied ? 'denied' : 'refused', error)
  }
}

const attributesOf = (profile: Profile): ((name: string) => readonly string[]) => {
  const attributes = typeof profile['attributes'] === 'object' && profile['attributes'] !== null ? profile['attributes'] : {}
  return (name) => (name === 'NameID' ? textsOf(profile.nameID) : Object.hasOwn(attributes, name) ? textsOf(Reflect.get(attributes, name)) : [])
}

const finish = async (named: NamedEntry, settings: SamlSettings, arrival: Arrival): Promise<Arrived> => {
  if (arrival.state === null && !settings.idpInitiated) throw new SignInRefused(`${named.name}: nobody here asked for this`, 'expired')
  const saml = await open(named, settings, arrival.callback, '')
  const profile = await verified(saml, arrival.form, named.name)
  if (profile.nameIDFormat === 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' && settings.subjectAttribute === 'NameID')
    throw new SignInRefused(`${named.name}: a name that changes with every sign-in is no subject`, 'incomplete')
  const id = checkAssertion(profile.getAssertion?.(), {
    issuer: settings.idpIssuer,
    audience: entityIdOf(named, settings, arrival.callback),
    recipient: arrival.callback,
    inResponseTo: arrival.state === null ? null : requestIdOf(arrival.state),
    now: Date.now(),
    skewMs: settings.clockSkewSeconds * 1000,
  })
  const all = attributesOf(profile)
  const first = (name: string): string => textOf(all(name))
  const person = personOf({
    provider: named.name,
    subject: subjectOf(settings.idpIssuer, first(settings.subjectAttribute)),
    username: first(settings.usernameAttribute),
    email: first(settings.emailAttribute),
    emailVerified: named.trustEmail ?? true,
    firstName: first(settings.firstNameAttribute),
    lastName: first(settings.lastNameAttribute),
    keys: settings.keysAttribute === undefined ? [] : all(settings.keysAttribute),
  })
  return { person, onceKey: `${settings.idpIssuer} ${id}` }
}

const create = (named: NamedEntry, settings: SamlSettings): RedirectProvider => ({
  ...named,
  kind: 'redirect',
  returns: 'form',
  unsolicited: settings.idpInitiated,
  start: async ({ callback, state }) => {
    const saml = await open(named, settings, callback, requestIdOf(state))
    return { location: await saml.getAuthorizeUrlAsync(state, undefined, {}), keep: '' }
  },
  finish: async (arrival) => finish(named, settings, arrival),
  metadata: async (callback) => {
    const saml = await open(named, settings, callback, `_${createHash('sha256').update(callback).digest('hex')}`)
    return saml.generateServiceProviderMetadata(settings.decryptionCertificate ?? null, settings.certificate ?? null)
  },
})

/** SAML 2, started by us: signed assertions of one issuer, for us, sent here, in answer to a request of this journey. */
export const saml: ProviderKind<typeof samlSettings> = { settings: samlSettings, create }
