import { BadRequest, InternalError } from '@coset/core'
import type { Dialect, TemplateFunction } from '@coset/sql'
import { parseByFormat } from '../run/strptime.ts'
import { macro } from './macro.ts'

type Writer = Pick<Dialect, 'stringLiteral' | 'booleanLiteral'>

/** A text as it stands between the quotes of a literal of this dialect. */
export const literalBody = (dialect: Writer, text: string): string => {
  const body = /^[A-Za-z]?'([\s\S]*)'$/.exec(dialect.stringLiteral(text))?.[1]
  if (body === undefined) throw new InternalError('a text literal is not one quoted text')
  return body
}

const literal = (dialect: Writer, value: unknown): string => {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return dialect.stringLiteral(value)
  if (typeof value === 'boolean') return dialect.booleanLiteral(value)
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  throw new BadRequest('where_in takes texts, numbers, booleans and None only')
}

/** `values | where_in`: a list of literals in parentheses, each quoted as the dialect reads it. */
const whereIn = (dialect: Writer): TemplateFunction =>
  macro('where_in', ['values', 'mark', 'default_to_none'], (args) => {
    // Something undefined is an empty list, None is a mistake
    const values = args.isUndefined('values') ? [] : args.get('values')
    const items = typeof values === 'string' ? Array.from(values) : values
    if (!Array.isArray(items)) return args.fail('needs a list')
    if (items.length === 0 && args.flag('default_to_none', false)) return null
    return `(${items.map((item) => literal(dialect, item)).join(', ')})`
  })

const LONGEST_MOMENT = 100
const DEFAULT_FORMAT = '%Y-%m-%d %H:%M:%S'

/** `text | to_datetime(format)`; quotes around the text are dropped, nothing gives nothing. */
const toDatetime: TemplateFunction = macro('to_datetime', ['value', 'format'], (args) => {
  const text = (args.textOrNull('value') ?? '').replace(/^['"]+|['"]+$/g, '')
  if (text === '') return null
  const format = args.textOrNull('format') ?? DEFAULT_FORMAT
  // Each part once, and no text longer than a moment: the pattern made of it stays cheap
  const parts = format.match(/%[a-zA-Z]/g) ?? []
  if (text.length > LONGEST_MOMENT || format.length > LONGEST_MOMENT || new Set(parts).size < parts.length) return args.fail('needs one moment and one format')
  const at = parseByFormat(text, format)
  return at === null ? args.fail(`cannot read ${JSON.stringify(text)} by the format ${format}`) : new Date(at)
})

export const sqlFilters = (dialect: Writer): Readonly<Record<string, TemplateFunction>> => ({ where_in: whereIn(dialect), to_datetime: toDatetime })
