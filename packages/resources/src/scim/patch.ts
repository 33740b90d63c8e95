import { type Filter, parse } from 'scim2-parse-filter'
import { invalid, ScimError } from './errors.ts'
import { isJson, type Json, member } from './values.ts'

/** One change of one attribute. */
export interface Change {
  readonly op: 'add' | 'replace' | 'remove'
  /** Attribute in small letters, `name.givenname`. */
  readonly attribute: string
  /** Inside of `[…]`. */
  readonly filter: Filter | null
  readonly value: unknown
}

const OPS = ['add', 'replace', 'remove'] as const
const MOST = 1000
const PATH_LENGTH = 1000

const isOp = (value: string): value is Change['op'] => OPS.some((op) => op === value)

const badPath = (path: string, cause?: unknown): ScimError => new ScimError(400, `path: ${path.slice(0, 100)} is not understood`, 'invalidPath', cause)

const PATH = /^(?<head>[A-Za-z$][\w$.:-]*)(?:\[(?<filter>.*)\](?:\.(?<sub>[\w$]+))?)?$/s
const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/i

const filterOf = (text: string, path: string): Filter => {
  try {
    return parse(text)
  } catch (error) {
    throw badPath(path, error)
  }
}

const pathOf = (path: string): Pick<Change, 'attribute' | 'filter'> => {
  const found = path.length > PATH_LENGTH ? undefined : PATH.exec(path.trim().replace(CORE, ''))?.groups
  if (found === undefined) throw badPath(path)
  const { head = '', filter, sub } = found
  return { attribute: (sub === undefined ? head : `${head}.${sub}`).toLowerCase(), filter: filter === undefined ? null : filterOf(filter, path) }
}

/** Without a path every member of the value is an attribute; `name` and its parts may stand either way. */
const spread = (op: Change['op'], value: unknown): readonly Change[] => {
  if (!isJson(value)) throw invalid('An operation without a path needs an object as value')
  return Object.entries(value).flatMap(([key, one]): readonly Change[] => {
    const { attribute, filter } = pathOf(key)
    if (attribute === 'name' && isJson(one))
      return Object.entries(one).map(([part, text]) => ({ op, attribute: `name.${part.toLowerCase()}`, filter, value: text }))
    return [{ op, attribute, filter, value: one }]
  })
}

const changesOfOne = (operation: unknown): readonly Change[] => {
  if (!isJson(operation)) throw invalid('Operations: not a list of objects')
  const op = String(member(operation, 'op')).toLowerCase()
  if (!isOp(op)) throw new ScimError(400, `op: must be one of ${OPS.join(', ')}`, 'invalidSyntax')
  const path = member(operation, 'path')
  const value = member(operation, 'value')
  if (path === undefined || path === null || path === '') {
    if (op === 'remove') throw new ScimError(400, 'remove needs a path', 'noTarget')
    return spread(op, value)
  }
  if (typeof path !== 'string') throw badPath(String(path))
  const { attribute, filter } = pathOf(path)
  if (attribute === 'name' && op !== 'remove' && isJson(value)) return spread(op, { name: value })
  return [{ op, attribute, filter, value }]
}

/** The changes of a PATCH, in their order. Throws ScimError. */
export const changesOf = (body: Json): readonly Change[] => {
  const operations = member(body, 'Operations')
  if (!Array.isArray(operations) || operations.length === 0) throw new ScimError(400, 'Operations: is needed', 'invalidSyntax')
  if (operations.length > MOST) throw invalid(`Operations: more than ${MOST}`)
  return operations.flatMap(changesOfOne)
}
