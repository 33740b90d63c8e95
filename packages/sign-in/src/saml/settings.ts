import { z } from 'zod'
import { safeUrl } from '../addresses.ts'

const pem = z.string().min(100)

export const samlSettings = z.strictObject({
  /** The provider's single sign-on address for HTTP-Redirect. */
  entryPoint: safeUrl,
  /** The provider's entity id: whose assertions are believed. */
  idpIssuer: z.string().min(1),
  /** Certificates that the provider signs with, PEM or its base64; two while one is being replaced. */
  idpCert: z.union([pem.transform((one) => [one]), z.array(pem).min(1)]),
  /** Our entity id. Unset: the address of our metadata document. */
  entityId: z.string().min(1).optional(),
  /** Signs requests. */
  privateKey: pem.optional(),
  certificate: pem.optional(),
  /** Opens encrypted assertions. */
  decryptionKey: pem.optional(),
  decryptionCertificate: pem.optional(),
  /** Names of attributes; `NameID` is the subject itself. */
  subjectAttribute: z.string().min(1).default('NameID'),
  usernameAttribute: z.string().min(1).default('NameID'),
  emailAttribute: z.string().min(1).default('email'),
  firstNameAttribute: z.string().min(1).default('givenName'),
  lastNameAttribute: z.string().min(1).default('sn'),
  keysAttribute: z.string().min(1).optional(),
  /** Format of names that is asked for. */
  nameIdFormat: z.string().min(1).default('urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'),
  clockSkewSeconds: z.int().min(0).max(300).default(60),
  /** Believe assertions that nobody here asked for. They can sign people in who did not mean to. */
  idpInitiated: z.boolean().default(false),
})

export type SamlSettings = z.output<typeof samlSettings>
