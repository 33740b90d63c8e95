import type { z } from 'zod'

type Issue = z.core.$ZodIssue

const TRUE = new Set<unknown>(['t', 'T', 'true', 'True', 'TRUE', 'on', 'On', 'ON', 'y', 'Y', 'yes', 'Yes', 'YES', '1', 1])
const FALSE = new Set<unknown>(['f', 'F', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF', 'n', 'N', 'no', 'No', 'NO', '0', 0])
const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i

/** What a client meant that writes flags and numbers as text; undefined: nothing that is known. */
const meant = ({ code, input, ...issue }: Issue): boolean | number | undefined => {
  if (code !== 'invalid_type' || !('expected' in issue)) return undefined
  if (issue.expected === 'boolean') return TRUE.has(input) ? true : FALSE.has(input) ? false : undefined
  if (issue.expected !== 'number' && issue.expected !== 'int') return undefined
  return typeof input === 'string' && NUMBER.test(input) ? Number(input) : undefined
}

const isHolder = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null

const put = (target: unknown, path: readonly PropertyKey[], value: boolean | number): boolean => {
  const [head, ...rest] = path
  if (head === undefined || !isHolder(target) || !Object.hasOwn(target, head)) return false
  if (rest.length > 0) return put(target[head], rest, value)
  target[head] = value
  return true
}

/**
 * A body that was refused, with flags and numbers for those that were written as text, as clients in Python write them; null: nothing of it was. The body
 * itself stays as it is.
 */
export const asMeant = (body: unknown, issues: readonly Issue[]): unknown => {
  const changes = issues.flatMap((issue) => {
    const value = meant(issue)
    return value === undefined ? [] : [{ path: issue.path, value }]
  })
  if (changes.length === 0) return null
  const copy: unknown = structuredClone(body)
  return changes.every(({ path, value }) => put(copy, path, value)) ? copy : null
}

/** A value that was refused, without the members that the schema does not know; null: it knows all of them. */
export const withoutUnknown = (value: unknown, issues: readonly Issue[]): unknown => {
  const unknown = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : []))
  if (unknown.length === 0) return null
  const copy: unknown = structuredClone(value)
  for (const path of unknown) {
    const holder = path.slice(0, -1).reduce<unknown>((inner, name) => (isHolder(inner) ? inner[name] : undefined), copy)
    const name = path.at(-1)
    if (isHolder(holder) && name !== undefined) delete holder[name]
  }
  return copy
}
