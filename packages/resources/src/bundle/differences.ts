import { isDeepStrictEqual } from 'node:util'
import type { Fields } from './kinds/index.ts'
import { writeYaml } from './yaml.ts'

/** A member that differs, as people read it. */
export interface Difference {
  readonly field: string
  readonly before: string
  readonly after: string
}

const LONGEST = 120
const HIDDEN = '(hidden)'

const lines = (text: string): string => {
  const count = text.replace(/\n$/, '').split('\n').length
  return `${count} line${count === 1 ? '' : 's'}`
}

/** Short values in full, long ones as how many lines they have. */
const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return ''
  const text = typeof value === 'string' ? value : typeof value === 'object' ? writeYaml(value).trim() : String(value)
  return text.length > LONGEST || text.includes('\n') ? lines(text) : text
}

/** What differs between two states of an object; null: there was none. Secrets are compared, and never told. */
export const differencesOf = (before: State | null, after: State): readonly Difference[] => {
  const all = (part: 'plain' | 'secret'): readonly string[] => [...new Set([...Object.keys(before?.[part] ?? {}), ...Object.keys(after[part])])]
  const differs = (part: 'plain' | 'secret', field: string): boolean => !isDeepStrictEqual(before?.[part][field] ?? null, after[part][field] ?? null)
  return [
    ...all('plain')
      .filter((field) => differs('plain', field))
      .map((field) => ({ field, before: shown(before?.plain[field]), after: shown(after.plain[field]) })),
    ...all('secret')
      .filter((field) => differs('secret', field))
      .map((field) => ({ field, before: HIDDEN, after: HIDDEN })),
  ]
}

/** Everything that an import may change of an object. */
export interface State {
  readonly plain: Fields
  readonly secret: Fields
}
