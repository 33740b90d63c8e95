import { inflateRawSync } from 'node:zlib'
import { signXml } from '@node-saml/node-saml/lib/xml.js'
import { type Certificate, makeCertificate } from './certificate.ts'

/** What an assertion says; a test changes what it wants wrong. Absent texts leave their attribute or element out. */
export interface Said {
  readonly assertionId: string
  readonly issuer: string
  readonly audience: string | null
  readonly recipient: string | null
  readonly inResponseTo: string | null
  /** Of the answer around the assertion. */
  readonly answerTo: string | null
  readonly method: string
  readonly nameId: string
  readonly nameIdFormat: string
  readonly notBefore: number
  readonly notOnOrAfter: number
  readonly attributes: Readonly<Record<string, readonly string[]>>
}

export interface Asked {
  readonly id: string
  readonly issuer: string
  readonly callback: string
  readonly relayState: string
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
const attribute = (name: string, value: string | null): string => (value === null ? '' : ` ${name}="${escaped(value)}"`)
const iso = (ms: number): string => new Date(ms).toISOString()

/** An assertion as XML, not signed. */
export const assertionOf = (said: Said): string => {
  const attributes = Object.entries(said.attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${escaped(name)}">${values.map((one) => `<saml:AttributeValue>${escaped(one)}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  )
  const data = `${attribute('Recipient', said.recipient)}${attribute('InResponseTo', said.inResponseTo)} NotOnOrAfter="${iso(said.notOnOrAfter)}"`
  return [
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${said.assertionId}" Version="2.0" IssueInstant="${iso(said.notBefore)}">`,
    `<saml:Issuer>${escaped(said.issuer)}</saml:Issuer>`,
    `<saml:Subject><saml:NameID Format="${said.nameIdFormat}">${said.nameId}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="${said.method}"><saml:SubjectConfirmationData${data}/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${iso(said.notBefore)}" NotOnOrAfter="${iso(said.notOnOrAfter)}">`,
    said.audience === null ? '' : `<saml:AudienceRestriction><saml:Audience>${escaped(said.audience)}</saml:Audience></saml:AudienceRestriction>`,
    '</saml:Conditions>',
    `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement></saml:Assertion>`,
  ].join('')
}

/** An answer as XML around whatever stands in it. */
export const responseOf = (said: Said, inside: string): string =>
  [
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"',
    ` ID="_response" Version="2.0" IssueInstant="${iso(said.notBefore)}"${attribute('InResponseTo', said.answerTo)}>`,
    `<saml:Issuer>${escaped(said.issuer)}</saml:Issuer>`,
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>',
    `${inside}</samlp:Response>`,
  ].join('')

/** Signs the element of a local name inside of a document. */
export const signed = (xml: string, element: string, { key, certificate }: Certificate, algorithm: 'sha1' | 'sha256' = 'sha256'): string => {
  const reference = `//*[local-name(.)='${element}']`
  const location = { reference: `${reference}/*[local-name(.)='Issuer']`, action: 'after' } as const
  return signXml(xml, reference, location, { privateKey: key, publicCert: certificate, signatureAlgorithm: algorithm, digestAlgorithm: algorithm })
}

/** What a redirect to the provider asks. */
export const readRequest = (location: string): Asked => {
  const { searchParams } = new URL(location)
  const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString('utf8')
  const find = (pattern: RegExp): string => pattern.exec(xml)?.[1] ?? ''
  return {
    id: find(/<samlp:AuthnRequest[^>]* ID="([^"]+)"/),
    issuer: find(/<saml:Issuer[^>]*>([^<]+)</),
    callback: find(/AssertionConsumerServiceURL="([^"]+)"/),
    relayState: searchParams.get('RelayState') ?? '',
  }
}

export const IDP_ISSUER = 'https://idp.example/metadata'

/** The right answer to what was asked, for a test to change. */
export const rightAnswer = (asked: Asked, nameId: string, attributes: Said['attributes'] = {}): Said => ({
  assertionId: `_${crypto.randomUUID()}`,
  issuer: IDP_ISSUER,
  audience: asked.issuer,
  recipient: asked.callback,
  inResponseTo: asked.id,
  answerTo: asked.id,
  method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  nameId,
  nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  notBefore: Date.now() - 1000,
  notOnOrAfter: Date.now() + 120_000,
  attributes,
})

/** The answer with its assertion signed, as the field of a form. */
export const encode = (xml: string): string => Buffer.from(xml, 'utf8').toString('base64')

export const answerOf = (said: Said, keys: Certificate): string => encode(signed(responseOf(said, assertionOf(said)), 'Assertion', keys))

export const makeIdpKeys = (): Certificate => makeCertificate('idp.example')
