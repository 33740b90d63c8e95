import { readObject } from '../json-text.ts'
import { type Snapshot, textOf, type Values } from './snapshot.ts'

const LONGEST = 80

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)

/** A value between quotation marks, cut when long. */
export const quoted = (value: unknown): string => `“${cut(typeof value === 'string' ? value : JSON.stringify(value))}”`

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === ''

const same = (a: unknown, b: unknown): boolean => (isEmpty(a) && isEmpty(b)) || JSON.stringify(a) === JSON.stringify(b)

/** `Title was “A”, is “B”`; nothing when both are the same. */
export const valueWords = (label: string, before: unknown, after: unknown): readonly string[] => {
  if (same(before, after)) return []
  if (typeof before === 'boolean' || typeof after === 'boolean') return [`${label} was switched ${after === true ? 'on' : 'off'}`]
  if (isEmpty(before)) return [`${label} is now ${quoted(after)}`]
  if (isEmpty(after)) return [`${label} was ${quoted(before)}, is empty`]
  return [`${label} was ${quoted(before)}, is ${quoted(after)}`]
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split(/\r?\n/))

const missingIn = (lines: readonly string[], other: readonly string[]): number => {
  const counts = new Map<string, number>()
  for (const line of other) counts.set(line, (counts.get(line) ?? 0) + 1)
  let missing = 0
  for (const line of lines) {
    const left = counts.get(line) ?? 0
    if (left === 0) missing++
    else counts.set(line, left - 1)
  }
  return missing
}

/** `SQL changed: +3 −1 lines`; nothing when both are the same. */
export const lineWords = (label: string, before: unknown, after: unknown): readonly string[] => {
  const [a, b] = [textOf(before), textOf(after)]
  if (a === b) return []
  const more = missingIn(linesOf(b), linesOf(a))
  const less = missingIn(linesOf(a), linesOf(b))
  return more + less === 0 ? [`${label} changed: its lines stand in another order`] : [`${label} changed: +${more} −${less} lines`]
}

const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`

/** `2 owners added: Ada Lovelace, Alan Turing`. */
export const listWords = (one: string, many: string, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] => {
  const added = [...after].filter(([key]) => !before.has(key)).map(([, name]) => name)
  const removed = [...before].filter(([key]) => !after.has(key)).map(([, name]) => name)
  const told = (names: readonly string[], what: string): readonly string[] =>
    names.length === 0
      ? []
      : [`${counted(names.length, one, many)} ${what}: ${names.slice(0, 10).map(cut).join(', ')}${names.length > 10 ? `, and ${names.length - 10} more` : ''}`]
  return [...told(added, 'added'), ...told(removed, 'removed')]
}

/** What the rows of a part point at, by id. */
export const namesIn = (snapshot: Snapshot, part: string, column: string, kind: string): ReadonlyMap<string, string> =>
  new Map(
    (snapshot.parts[part] ?? []).map((row) => {
      const key = `${kind}:${textOf(row[column])}`
      return [key, snapshot.names[key] ?? key]
    }),
  )

/** Sentences about the owners and tags of two snapshots. */
export const markWords = (before: Snapshot, after: Snapshot): readonly string[] => [
  ...listWords('owner', 'owners', namesIn(before, 'owners', 'user_id', 'user'), namesIn(after, 'owners', 'user_id', 'user')),
  ...listWords('tag', 'tags', namesIn(before, 'tags', 'tag_id', 'tag'), namesIn(after, 'tags', 'tag_id', 'tag')),
]

/** How a column is told: as a value, as a text of lines, as JSON with members, or as what its id points at. */
export type Told = readonly [label: string, how: 'value' | 'lines' | 'members' | string]

const referred = (snapshot: Snapshot, kind: string, value: unknown): unknown => (isEmpty(value) ? null : (snapshot.names[`${kind}:${textOf(value)}`] ?? value))

/** Names come from people: `constructor` is a member like any other, or none. */
const own = (values: Values, key: string): unknown => (Object.hasOwn(values, key) ? values[key] : undefined)

/** Sentences about the members of two JSON objects. */
export const memberWords = (label: string, before: Values, after: Values, without: readonly string[] = []): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !without.includes(key))
    .flatMap((key) => valueWords(`${label} ${quoted(key)}`, own(before, key), own(after, key)))

/** Sentences about the columns of two snapshots. */
export const columnWords = (columns: Readonly<Record<string, Told>>, before: Snapshot, after: Snapshot): readonly string[] =>
  Object.entries(columns).flatMap(([column, [label, how]]) => {
    const [a, b] = [before.row[column], after.row[column]]
    if (how === 'lines') return lineWords(label, a, b)
    if (how === 'members') return memberWords(label, readObject(textOf(a)), readObject(textOf(b)))
    if (how === 'value') return valueWords(label, a, b)
    return a === b ? [] : valueWords(label, referred(before, how, a), referred(after, how, b))
  })

/** Sentences about rows that have names: added, removed, changed. */
export const rowWords = (
  one: string,
  many: string,
  nameColumn: string,
  before: readonly Values[],
  after: readonly Values[],
  without: ReadonlySet<string>,
): readonly string[] => {
  const named = (rows: readonly Values[]): Map<string, Values> => new Map(rows.map((row) => [textOf(row[nameColumn]), row]))
  const [a, b] = [named(before), named(after)]
  const names = (rows: ReadonlyMap<string, Values>): ReadonlyMap<string, string> => new Map([...rows.keys()].map((name) => [name, name]))
  const label = `${one.slice(0, 1).toUpperCase()}${one.slice(1)}`
  const changed = [...b].flatMap(([name, row]) => {
    const old = a.get(name)
    if (old === undefined) return []
    const keys = Object.keys(row).filter((key) => !without.has(key) && !same(old[key], row[key]))
    return keys.length === 0 ? [] : [`${label} ${quoted(name)} changed: ${keys.join(', ')}`]
  })
  return [...listWords(one, many, names(a), names(b)), ...changed]
}
