import { type Filter, filter as matcher } from 'scim2-parse-filter'
import { invalid, ScimError } from './errors.ts'
import type { Change } from './patch.ts'
import { flagOf, isJson, type Json, listOf, member, textOf } from './values.ts'

/** What directories say of a person, as far as it is kept. */
export interface Draft {
  readonly userName: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly active: boolean
  readonly externalId: string | null
}

/** Attributes of the standard that nobody needs here: taken and not kept, as directories send them by default. */
const UNKEPT =
  /^(?:id|meta|schemas|groups|password|displayname|nickname|profileurl|title|usertype|preferredlanguage|locale|timezone|phonenumbers|ims|photos|addresses|entitlements|roles|x509certificates|name\.(?:formatted|middlename|honorificprefix|honorificsuffix)|urn:.*)(?:\..*)?$/

const isPrimary = (value: unknown): boolean => isJson(value) && String(member(value, 'primary')).toLowerCase() === 'true'

/** The primary address, else the one for work, else the first. */
const addressIn = (value: unknown): string | undefined => {
  const list = listOf('emails', value)
  const work = list.find((one) => isJson(one) && String(member(one, 'type')).toLowerCase() === 'work')
  const chosen = list.find(isPrimary) ?? work ?? list[0]
  if (chosen === undefined) return undefined
  return textOf('emails', isJson(chosen) ? member(chosen, 'value') : chosen, 255)
}

const optional = (name: string, value: unknown, most: number): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : textOf(name, value, most)

/** What a whole resource says; absent members are as `before` has them, or as they are best guessed. */
export const draftOf = (body: Json, before: Draft | null): Draft => {
  const userName = textOf('userName', member(body, 'userName'), 128)
  const name = member(body, 'name')
  const names: Json = isJson(name) ? name : {}
  const external = member(body, 'externalId')
  const active = member(body, 'active')
  return {
    userName,
    givenName: optional('name.givenName', member(names, 'givenName'), 64) ?? before?.givenName ?? userName.slice(0, 64),
    familyName: optional('name.familyName', member(names, 'familyName'), 64) ?? before?.familyName ?? '-',
    email: addressIn(member(body, 'emails')) ?? before?.email ?? (userName.includes('@') ? userName : `${crypto.randomUUID()}@unknown.invalid`),
    active: active === undefined || active === null ? (before?.active ?? true) : flagOf('active', active),
    externalId: external === undefined ? (before?.externalId ?? null) : (optional('externalId', external, 255) ?? null),
  }
}

/** Does `[…]` mean the one address that an account has? */
const meansAddress = (draft: Draft, filter: Filter | null): boolean => filter === null || matcher(filter)({ value: draft.email, type: 'work', primary: true })

const required = (attribute: string): ScimError => new ScimError(400, `${attribute} cannot be removed`, 'mutability')

const changedAddress = (draft: Draft, { op, attribute, filter, value }: Change): Draft => {
  if (op === 'remove') throw required('emails')
  // Addresses for home and others are not kept
  if (!meansAddress(draft, filter)) return draft
  if (attribute === 'emails') return { ...draft, email: addressIn(value) ?? draft.email }
  return attribute === 'emails.value' ? { ...draft, email: textOf('emails', value, 255) } : draft
}

/** A draft after one change. Throws ScimError. */
export const changedDraft = (draft: Draft, change: Change): Draft => {
  const { op, attribute, value } = change
  if (attribute === 'emails' || attribute.startsWith('emails.')) return changedAddress(draft, change)
  if (change.filter !== null && !UNKEPT.test(attribute)) throw new ScimError(400, `path: ${attribute} is no list`, 'invalidPath')
  switch (attribute) {
    case 'username':
      if (op === 'remove') throw required('userName')
      return { ...draft, userName: textOf('userName', value, 128) }
    case 'active':
      if (op === 'remove') throw required('active')
      // Some send a list of one value
      return { ...draft, active: flagOf('active', Array.isArray(value) && isJson(value[0]) ? member(value[0], 'value') : value) }
    case 'externalid':
      return { ...draft, externalId: op === 'remove' ? null : textOf('externalId', value, 255) }
    case 'name.givenname':
      return { ...draft, givenName: op === 'remove' ? draft.userName.slice(0, 64) : textOf('name.givenName', value, 64) }
    case 'name.familyname':
      return { ...draft, familyName: op === 'remove' ? '-' : textOf('name.familyName', value, 64) }
    default:
      if (UNKEPT.test(attribute)) return draft
      throw attribute === '' ? invalid('path: empty') : new ScimError(400, `path: ${attribute.slice(0, 64)} is no attribute of a user`, 'invalidPath')
  }
}
