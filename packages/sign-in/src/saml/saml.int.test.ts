import * as samlify from 'samlify'
import { beforeAll, describe, expect, test } from 'vitest'
import { SignInRefused } from '../errors.ts'
import type { Arrived, RedirectProvider } from '../port.ts'
import { providersFrom } from '../registry.ts'
import {
  type Asked,
  answerOf,
  assertionOf,
  type Certificate,
  encode,
  IDP_ISSUER,
  makeIdpKeys,
  readRequest,
  responseOf,
  rightAnswer,
  type Said,
  signed,
} from '../testing/index.ts'

const CALLBACK = 'https://bi.example/saml/acs/saml'
const ENTITY = 'https://bi.example/saml/metadata/saml'
const STATE = 's'.repeat(43)
let keys: Certificate
let others: Certificate

beforeAll(() => {
  keys = makeIdpKeys()
  others = makeIdpKeys()
})

const providerOf = (more: object = {}): RedirectProvider => {
  const { entries, broken } = providersFrom([
    { kind: 'saml', entryPoint: 'https://idp.example/sso', idpIssuer: IDP_ISSUER, idpCert: keys.certificate, ...more },
  ])
  const provider = entries[0]?.provider
  if (provider?.kind !== 'redirect') throw new Error(JSON.stringify(broken))
  return provider
}

const ask = async (provider: RedirectProvider): Promise<Asked> => readRequest((await provider.start({ callback: CALLBACK, state: STATE })).location)

const finish = async (provider: RedirectProvider, SAMLResponse: string, state: string | null = STATE): Promise<Arrived> =>
  provider.finish({ callback: CALLBACK, url: new URL(CALLBACK), form: { SAMLResponse }, state, kept: '' })

const answered = async (change: (right: Said) => Said, more: object = {}): Promise<Arrived> => {
  const provider = providerOf(more)
  return finish(provider, answerOf(change(rightAnswer(await ask(provider), 'ann')), keys))
}

const set =
  (wrong: Partial<Said>) =>
  (right: Said): Said => ({ ...right, ...wrong })

describe('SAML', () => {
  test('a signed answer to our request names the person', async () => {
    const attributes = { email: ['Ann@Example.org'], givenName: ['Ann'], sn: ['Lee'], memberOf: ['analysts', 'staff'] }
    const { person, onceKey } = await answered(set({ attributes, assertionId: '_one' }), { keysAttribute: 'memberOf' })
    expect(person).toEqual({
      provider: 'saml',
      subject: `ann @ ${IDP_ISSUER}`,
      username: 'ann',
      email: 'ann@example.org',
      emailVerified: true,
      firstName: 'Ann',
      lastName: 'Lee',
      keys: ['analysts', 'staff'],
    })
    expect(onceKey).toBe(`${IDP_ISSUER} _one`)
  })

  test('samlify as identity provider reads our metadata and request, and its answer is taken', async () => {
    samlify.setSchemaValidator({ validate: async () => 'not checked' })
    const provider = providerOf()
    const sp = samlify.ServiceProvider({ metadata: (await provider.metadata?.(CALLBACK)) ?? '' })
    expect([sp.entityMeta.getEntityID(), sp.entityMeta.isWantAssertionsSigned(), sp.entityMeta.getAssertionConsumerService('post')]).toEqual([
      ENTITY,
      true,
      CALLBACK,
    ])
    const idp = samlify.IdentityProvider({
      entityID: IDP_ISSUER,
      privateKey: keys.key,
      signingCert: keys.certificate.replace(/-----[^-]+-----|\s/g, ''),
      singleSignOnService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: 'https://idp.example/sso' }],
      nameIDFormat: ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
      requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      loginResponseTemplate: { context: samlify.SamlLib.defaultLoginResponseTemplate.context, attributes: [] },
    })
    const { location } = await provider.start({ callback: CALLBACK, state: STATE })
    const query = Object.fromEntries(new URL(location).searchParams)
    expect(query['RelayState']).toBe(STATE)
    const request = await idp.parseLoginRequest(sp, 'redirect', { query })
    const id = readRequest(location).id
    expect(JSON.stringify(request.extract)).toContain(id)
    const now = Date.now()
    const values = {
      ID: `_${crypto.randomUUID()}`,
      AssertionID: `_${crypto.randomUUID()}`,
      Destination: CALLBACK,
      Audience: ENTITY,
      SubjectRecipient: CALLBACK,
      NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      NameID: 'ann',
      Issuer: IDP_ISSUER,
      IssueInstant: new Date(now).toISOString(),
      ConditionsNotBefore: new Date(now - 1000).toISOString(),
      ConditionsNotOnOrAfter: new Date(now + 60_000).toISOString(),
      SubjectConfirmationDataNotOnOrAfter: new Date(now + 60_000).toISOString(),
      AssertionConsumerServiceURL: CALLBACK,
      EntityID: ENTITY,
      InResponseTo: id,
      StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success',
      AuthnStatement: '',
      AttributeStatement: '',
    }
    const context = await idp.createLoginResponse(
      sp,
      { extract: { request: { id } } },
      'post',
      {},
      {
        customTagReplacement: (template: string) => ({ id: values.ID, context: samlify.SamlLib.replaceTagsByValue(template, values) }),
      },
    )
    expect((await finish(provider, context.context)).person).toMatchObject({ username: 'ann', subject: `ann @ ${IDP_ISSUER}` })
  })

  test('two certificates while one is being replaced', async () => {
    expect((await answered((right) => right, { idpCert: [others.certificate, keys.certificate] })).person.username).toBe('ann')
    await expect(answered((right) => right, { idpCert: [others.certificate] })).rejects.toThrow(SignInRefused)
  })
})

describe('34: an assertion is refused', () => {
  const hour = 3_600_000
  test.each<readonly [string, Partial<Said>]>([
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['for another audience', { audience: 'https://other.example/saml/metadata/saml' }],
    ['for nobody in particular', { audience: null }],
    ['sent to another place', { recipient: 'https://other.example/saml/acs/saml' }],
    ['sent to no place in particular', { recipient: null }],
    ['in answer to another request', { inResponseTo: '_another', answerTo: '_another' }],
    ['in answer to another request, in an answer to ours', { inResponseTo: '_another' }],
    ['that nobody asked for', { inResponseTo: null, answerTo: null }],
    ['that nobody asked for, in an answer to ours', { inResponseTo: null }],
    ['confirmed by something else than bearing it', { method: 'urn:oasis:names:tc:SAML:2.0:cm:sender-vouches' }],
    ['too old', { notBefore: Date.now() - 2 * hour, notOnOrAfter: Date.now() - hour }],
    ['older than the skew', { notBefore: Date.now() - hour, notOnOrAfter: Date.now() - 61_000 }],
    ['from the future', { notBefore: Date.now() + 70_000, notOnOrAfter: Date.now() + hour }],
    ['with a name that changes', { nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient' }],
    ['without a name', { nameId: '' }],
  ])('%s', async (_what, wrong) => {
    await expect(answered(set(wrong))).rejects.toThrow(SignInRefused)
  })

  test('a little skew is borne', async () => {
    await expect(answered(set({ notBefore: Date.now() + 30_000 }))).resolves.toBeDefined()
    await expect(answered(set({ notBefore: Date.now() + 30_000 }), { clockSkewSeconds: 0 })).rejects.toThrow(SignInRefused)
  })

  const build = async (make: (right: Said) => string): Promise<Arrived> => {
    const provider = providerOf()
    return finish(provider, encode(make(rightAnswer(await ask(provider), 'ann'))))
  }
  const evil = (right: Said): Said => ({ ...right, nameId: 'admin', assertionId: '_evil' })
  const right = (said: Said): string => signed(responseOf(said, assertionOf(said)), 'Assertion', keys)
  const assertionIn = (xml: string): string => /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)?.[0] ?? ''
  const signatureIn = (xml: string): string => /<Signature.*<\/Signature>/s.exec(xml)?.[0] ?? ''

  test('the builder of these is right', async () => {
    expect((await build(right)).person.username).toBe('ann')
  })

  test.each<readonly [string, (said: Said) => string]>([
    ['without a signature', (said) => responseOf(said, assertionOf(said))],
    ['signed by somebody else', (said) => signed(responseOf(said, assertionOf(said)), 'Assertion', others)],
    ['not signed itself, in a signed answer', (said) => signed(responseOf(said, assertionOf(said)), 'Response', keys)],
    ['signed with SHA-1', (said) => signed(responseOf(said, assertionOf(said)), 'Assertion', keys, 'sha1')],
    ['changed after it was signed', (said) => right(said).replace('>ann<', '>admin<')],
    ['with its signature taken off', (said) => right(said).replace(/<Signature.*<\/Signature>/s, '')],
    ['beside a right one, first', (said) => responseOf(said, assertionOf(evil(said)) + assertionIn(right(said)))],
    ['beside a right one, last', (said) => responseOf(said, assertionIn(right(said)) + assertionOf(evil(said)))],
    ['of the same id beside a right one', (said) => responseOf(said, assertionOf({ ...evil(said), assertionId: said.assertionId }) + assertionIn(right(said)))],
    [
      'wrapped around a right one',
      (said) =>
        responseOf(
          said,
          assertionOf(evil(said)).replace(
            '</saml:Issuer>',
            `</saml:Issuer>${signatureIn(right(said)).replace('</Signature>', `<Object>${assertionIn(right(said))}</Object></Signature>`)}`,
          ),
        ),
    ],
    [
      'with a right one inside of an extension',
      (said) =>
        responseOf(said, assertionOf(evil(said))).replace('<samlp:Status>', `<samlp:Extensions>${assertionIn(right(said))}</samlp:Extensions><samlp:Status>`),
    ],
    [
      'with a right one in its subject',
      (said) => responseOf(said, assertionOf(evil(said)).replace('<saml:Conditions', `<saml:Advice>${assertionIn(right(said))}</saml:Advice><saml:Conditions`)),
    ],
    [
      'with the signature of another one',
      (said) => responseOf(said, assertionOf(evil(said)).replace('</saml:Issuer>', `</saml:Issuer>${signatureIn(right(said))}`)),
    ],
    ['in a document with a type', (said) => `<!DOCTYPE r [<!ENTITY x "admin">]>${right(said)}`],
    ['that reads a file', (said) => `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${right({ ...said, nameId: '&x;' })}`],
    ['that is no XML', () => 'no xml'],
    ['that is nothing', () => ''],
    [
      'of an answer without success',
      (said) =>
        right(said)
          .replace('status:Success', 'status:Responder')
          .replace(/<saml:Assertion.*<\/saml:Assertion>/s, ''),
    ],
  ])('%s', async (_what, make) => {
    await expect(build(make)).rejects.toThrow(SignInRefused)
  })

  test('a comment inside of a name does not shorten it', async () => {
    const provider = providerOf()
    const said = { ...rightAnswer(await ask(provider), 'admin<!-- -->.evil'), assertionId: '_comment' }
    const { person } = await finish(provider, encode(signed(responseOf(said, assertionOf(said)), 'Assertion', keys)))
    expect(person.username).toBe('admin.evil')
  })

  test('one that nobody asked for is taken only where the entry says so, and then answers nothing', async () => {
    const provider = providerOf({ idpInitiated: true })
    const asked = await ask(provider)
    const alone = rightAnswer(asked, 'ann')
    expect((await finish(provider, answerOf({ ...alone, inResponseTo: null, answerTo: null }, keys), null)).person.username).toBe('ann')
    await expect(finish(provider, answerOf(alone, keys), null)).rejects.toThrow(SignInRefused)
    await expect(finish(providerOf(), answerOf({ ...alone, inResponseTo: null, answerTo: null }, keys), null)).rejects.toThrow(SignInRefused)
  })
})
