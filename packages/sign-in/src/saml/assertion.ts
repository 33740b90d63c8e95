import { z } from 'zod'
import { SignInRefused } from '../errors.ts'

/** xml2js: attributes under `$`, text under `_`, children as lists. */
const confirmation = z.object({
  $: z.object({ Method: z.string() }),
  SubjectConfirmationData: z
    .array(
      z.object({ $: z.object({ Recipient: z.string(), NotOnOrAfter: z.string(), NotBefore: z.string().optional(), InResponseTo: z.string().optional() }) }),
    )
    .length(1),
})

const restriction = z.object({ Audience: z.array(z.union([z.string(), z.object({ _: z.string() }).transform((one) => one._)])).min(1) })

const schema = z.object({
  Assertion: z.object({
    $: z.object({ ID: z.string().min(1).max(500) }),
    Issuer: z.array(z.union([z.string(), z.object({ _: z.string() }).transform((one) => one._)])).length(1),
    Subject: z.array(z.object({ SubjectConfirmation: z.array(z.unknown()).min(1) })).length(1),
    Conditions: z.array(z.object({ $: z.object({ NotOnOrAfter: z.string() }), AudienceRestriction: z.array(restriction).min(1) })).length(1),
  }),
})

export interface Expected {
  readonly issuer: string
  readonly audience: string
  readonly recipient: string
  /** Null: nobody asked; an assertion that answers something is refused. */
  readonly inResponseTo: string | null
  readonly now: number
  readonly skewMs: number
}

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'

const moment = (text: string): number => {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new SignInRefused('a moment of the assertion cannot be read')
  return ms
}

/** Is one of the ways in which the subject may be confirmed exactly ours? */
const confirms = (one: unknown, { recipient, inResponseTo, now, skewMs }: Expected): boolean => {
  const parsed = confirmation.safeParse(one)
  if (!parsed.success || parsed.data.$.Method !== BEARER) return false
  const data = parsed.data.SubjectConfirmationData[0]?.$
  if (data === undefined || data.Recipient !== recipient || (data.InResponseTo ?? null) !== inResponseTo) return false
  return moment(data.NotOnOrAfter) + skewMs > now && (data.NotBefore === undefined || moment(data.NotBefore) - skewMs <= now)
}

/** What the signed assertion itself must say, beside what the library checks: for whom, where to, in answer to what, until when. Gives its id. */
export const checkAssertion = (parsed: unknown, expected: Expected): string => {
  const read = schema.safeParse(parsed)
  if (!read.success) throw new SignInRefused(`the assertion lacks ${read.error.issues[0]?.path.filter((part) => typeof part === 'string').join('.')}`)
  const { $, Issuer, Subject, Conditions } = read.data.Assertion
  if (Issuer[0] !== expected.issuer) throw new SignInRefused('the assertion comes from somebody else')
  if (!Conditions.every(({ AudienceRestriction }) => AudienceRestriction.every(({ Audience }) => Audience.includes(expected.audience))))
    throw new SignInRefused('the assertion is for somebody else')
  if (!Conditions.every((one) => moment(one.$.NotOnOrAfter) + expected.skewMs > expected.now)) throw new SignInRefused('the assertion is too old')
  const confirmed = Subject.some(({ SubjectConfirmation }) => SubjectConfirmation.some((one) => confirms(one, expected)))
  if (!confirmed) throw new SignInRefused('the assertion answers nothing that was asked here')
  return $.ID
}
