import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'

/** The site as browsers know it. */
export interface Site {
  readonly name: string
  /** Scheme, host and port. */
  readonly origin: string
}

/** What is kept of a passkey; nothing of it is secret. */
export interface Passkey {
  readonly credentialId: string
  /** Base 64 (URL). */
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
}

const id = z.string().regex(/^[\w-]{1,400}$/)
const bytes = z.string().max(20_000)
const extensions = z.record(z.string(), z.unknown()).default({})
const attachment = z.enum(['platform', 'cross-platform']).optional()

const registration = z.object({
  id,
  rawId: id,
  type: z.literal('public-key'),
  clientExtensionResults: extensions,
  authenticatorAttachment: attachment,
  response: z.object({ clientDataJSON: bytes, attestationObject: bytes, transports: z.array(z.string().max(20)).max(10).optional() }),
})

const assertion = z.object({
  id,
  rawId: id,
  type: z.literal('public-key'),
  clientExtensionResults: extensions,
  authenticatorAttachment: attachment,
  response: z.object({ clientDataJSON: bytes, authenticatorData: bytes, signature: bytes, userHandle: z.string().max(400).optional() }),
})

const hostOf = (site: Site): string => new URL(site.origin).hostname

const library = () => import('@simplewebauthn/server')

/** What the browser's `navigator.credentials.create` is asked; `challenge` is to be kept for {@link registerPasskey}. */
export const passkeyCreation = async (
  site: Site,
  person: { readonly id: string; readonly username: string; readonly fullName: string },
  known: readonly string[],
): Promise<{ readonly options: object; readonly challenge: string }> => {
  const { generateRegistrationOptions } = await library()
  const options = await generateRegistrationOptions({
    rpName: site.name,
    rpID: hostOf(site),
    userID: new TextEncoder().encode(person.id),
    userName: person.username,
    userDisplayName: person.fullName,
    excludeCredentials: known.map((credential) => ({ id: credential })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  return { options, challenge: options.challenge }
}

/** The passkey that a browser made, or null when anything about it is wrong: challenge, origin, host, signature, verification of the person. */
export const registerPasskey = async (site: Site, challenge: string, answer: unknown): Promise<Passkey | null> => {
  const parsed = registration.safeParse(answer)
  if (!parsed.success) return null
  const { verifyRegistrationResponse } = await library()
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: parsed.data as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: hostOf(site),
      requireUserVerification: true,
    })
    if (!verified) return null
    const { credential } = registrationInfo
    const publicKey = Buffer.from(credential.publicKey).toString('base64url')
    return { credentialId: credential.id, publicKey, counter: credential.counter, transports: credential.transports ?? [] }
  } catch {
    // The library throws for every answer that does not fit: such an answer is no passkey
    return null
  }
}

/** What `navigator.credentials.get` is asked; no list of passkeys: the browser offers those it has for this site. */
export const passkeyRequest = async (site: Site): Promise<{ readonly options: object; readonly challenge: string }> => {
  const { generateAuthenticationOptions } = await library()
  const options = await generateAuthenticationOptions({ rpID: hostOf(site), userVerification: 'required' })
  return { options, challenge: options.challenge }
}

/** Which passkey an answer names, or null when it has not the shape of one. */
export const passkeyNamed = (answer: unknown): string | null => assertion.safeParse(answer).data?.id ?? null

/** The passkey's new counter, or null when anything about the answer is wrong. */
export const checkPasskey = async (site: Site, challenge: string, passkey: Passkey, answer: unknown): Promise<number | null> => {
  const parsed = assertion.safeParse(answer)
  if (!parsed.success) return null
  const { verifyAuthenticationResponse } = await library()
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: parsed.data as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: hostOf(site),
      requireUserVerification: true,
      credential: { id: passkey.credentialId, publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')), counter: passkey.counter },
    })
    return verified ? authenticationInfo.newCounter : null
  } catch {
    // As above: what does not fit is refused
    return null
  }
}
