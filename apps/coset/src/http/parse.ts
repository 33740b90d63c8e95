import type { Route } from '@coset/contract'
import { AppError, BadRequest, type FieldMessages, NotFound, parseRison, readDigits } from '@coset/core'
import type { z } from 'zod'
import { asMeant, withoutUnknown } from './lenient.ts'

type Issue = z.core.$ZodIssue

const sentence = (issue: Issue): string => {
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'Missing data for required field.' : issue.expected === 'int' ? 'Not a valid integer.' : `Not a valid ${issue.expected}.`
  return issue.message
}

const put = (fields: Record<string, unknown>, path: readonly PropertyKey[], text: string): void => {
  const [head, ...rest] = path.length === 0 ? ['_schema'] : path.map(String)
  if (head === undefined) return
  if (rest.length === 0) fields[head] = [...(Array.isArray(fields[head]) ? (fields[head] as string[]) : []), text]
  else {
    const inner = typeof fields[head] === 'object' && !Array.isArray(fields[head]) && fields[head] !== null ? (fields[head] as Record<string, unknown>) : {}
    fields[head] = inner
    put(inner, rest, text)
  }
}

/** Zod's issues as field → sentences. */
export const fieldMessages = (issues: readonly Issue[]): FieldMessages => {
  const fields: Record<string, unknown> = Object.create(null)
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) put(fields, [...issue.path, key], 'Unknown field.')
    else put(fields, issue.path, sentence(issue))
  }
  return { ...fields } as FieldMessages
}

const describe = (fields: FieldMessages): string => Object.keys(fields).join(', ')

/** Body by the route's schema; flags and numbers may be written as text. Throws with field messages and the status that clients of the route expect. */
export const parseBody = (route: Route, body: unknown): unknown => {
  if (route.body === undefined) return undefined
  const parsed = route.body.safeParse(body, { reportInput: true })
  if (parsed.success) return parsed.data
  const meant = asMeant(body, parsed.error.issues)
  const again = meant === null ? null : route.body.safeParse(meant)
  if (again?.success === true) return again.data
  if (route.bodyKind === 'json' && (body === undefined || body === null)) throw new BadRequest('Request is not JSON')
  const fields = fieldMessages(parsed.error.issues)
  throw new AppError(`wrong fields: ${describe(fields)}`, { code: 'MARSHMALLOW_ERROR', status: route.invalidBodyStatus, fields })
}

const refuseNul = (value: unknown): unknown => {
  if (typeof value === 'string' && value.includes('\0')) throw new BadRequest('The request holds a NUL character')
  return value
}

/**
 * JSON of a body; integers that a number cannot hold are the text of their digits. NUL characters, which no database keeps, are refused.
 * Throws BadRequest, SyntaxError.
 */
export const parseJson = (text: string): unknown => {
  if (text.includes('\\u0000')) JSON.parse(text, (key, value: unknown) => refuseNul(key) !== undefined && refuseNul(value))
  return readDigits(text)
}

/** The Rison parameter, without members that are not known: clients of other versions send them. Throws BadRequest. */
export const parseQ = (route: Route, q: unknown): unknown => {
  if (route.q === undefined) return undefined
  if (typeof q === 'string' && /\0|\\u0000/.test(q)) throw new BadRequest('The request holds a NUL character')
  const value = typeof q === 'string' && q !== '' ? parseRison(q) : undefined
  const parsed = route.q.safeParse(value ?? {}, { reportInput: true })
  if (parsed.success) return parsed.data
  const known = withoutUnknown(value, parsed.error.issues)
  const again = known === null ? null : route.q.safeParse(known)
  if (again?.success === true) return again.data
  if (value === undefined) throw new BadRequest('The parameter q is needed')
  const [issue] = parsed.error.issues
  throw new BadRequest(`Not a valid rison schema: ${issue?.path.join('.') ?? ''} ${issue === undefined ? '' : sentence(issue)}`.trim())
}

/** Path parameters; a wrong one is an unknown address. */
export const parseParams = (route: Route, params: unknown): unknown => {
  if (route.params === undefined) return undefined
  const parsed = route.params.safeParse(params)
  if (!parsed.success || Object.values(params as Record<string, string>).some((value) => value.includes('\0'))) throw new NotFound()
  return parsed.data
}

/** Query-string parameters. Throws BadRequest naming the parameter. */
export const parseQuery = (route: Route, query: unknown): unknown => {
  if (route.query === undefined) return undefined
  for (const value of Object.values(query as Record<string, unknown>)) refuseNul(value)
  const parsed = route.query.safeParse(query, { reportInput: true })
  if (parsed.success) return parsed.data
  throw new BadRequest('wrong query parameters', { fields: fieldMessages(parsed.error.issues) })
}
