import { writeExact } from '@coset/core'
import { t } from '../../session/i18n.ts'

const LONGEST = 60

type Values = Readonly<Record<string, unknown>>

const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

const jsonOf = (value: unknown): Values | null => {
  if (typeof value !== 'string' || !value.startsWith('{')) return isValues(value) ? value : null
  try {
    const parsed: unknown = JSON.parse(value)
    return isValues(parsed) ? parsed : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Members in one order, nothing told apart from what is not there: servers write the same object in many ways. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (!isValues(value)) return value === '' || value === undefined ? null : value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined && inner !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, plain(inner)]),
  )
}

const same = (a: unknown, b: unknown): boolean => writeExact(plain(a)) === writeExact(plain(b))

const short = (value: unknown): string | null => {
  if (value === null || value === undefined || value === '') return t('nothing')
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : null
  return text === null || text.length > LONGEST || text.includes('\n') ? null : `“${text}”`
}

const valueWords = (label: string, before: unknown, after: unknown): readonly string[] => {
  const members = [jsonOf(before), jsonOf(after)] as const
  if (members[0] !== null && members[1] !== null) {
    const [a, b] = [members[0], members[1]]
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !same(a[key], b[key]))
    return keys.map((key) => t('{{label}}: “{{key}}” changed', { label, key }))
  }
  if (same(before, after)) return []
  const [from, to] = [short(before), short(after)]
  return [from === null || to === null ? t('{{label}} changed', { label }) : t('{{label}}: {{from}} → {{to}}', { label, from, to })]
}

/** What one is about to save, in sentences. `labels`: the fields that are told, and what people call them. */
export const ownWords = (before: Values, after: Values, labels: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(labels).flatMap(([key, label]) => (key in after ? valueWords(label, before[key], after[key]) : []))

/** Rows that have names: which are new, gone or different. */
export const rowWords = (label: string, nameKey: string, before: readonly Values[], after: readonly Values[]): readonly string[] => {
  const named = (rows: readonly Values[]): ReadonlyMap<string, Values> => new Map(rows.map((row) => [String(row[nameKey] ?? ''), row]))
  const [old, now] = [named(before), named(after)]
  return [
    ...[...now].flatMap(([name, row]) => {
      const was = old.get(name)
      if (was === undefined) return [t('{{label}} “{{name}}” added', { label, name })]
      return same(was, row) ? [] : [t('{{label}} “{{name}}” changed', { label, name })]
    }),
    ...[...old.keys()].flatMap((name) => (now.has(name) ? [] : [t('{{label}} “{{name}}” removed', { label, name })])),
  ]
}
