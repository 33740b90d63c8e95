import type { DatasetHints, FormData, QueryResult } from '@coset/chart-kit'

/** One example of a chart: settings and what the queries brought. */
export interface GalleryEntry {
  readonly vizType: string
  readonly name: string
  readonly formData: FormData
  readonly results: readonly QueryResult[]
  readonly dataset?: DatasetHints
}

export type Cell = string | number | boolean | null | readonly number[]

const NUMERIC = 0
const STRING = 1

/** A result from column names and rows of cells; `temporal` names the time columns. */
export function result(
  colnames: readonly string[],
  rows: readonly (readonly Cell[])[],
  more: { readonly temporal?: readonly string[]; readonly labels?: QueryResult['label_map'] } = {},
): QueryResult {
  const coltypes = colnames.map((name, index) => {
    if (more.temporal?.includes(name)) return 2
    const sample = rows.map((row) => row[index]).find((cell) => cell !== null && cell !== undefined)
    return typeof sample === 'number' ? NUMERIC : typeof sample === 'boolean' ? 3 : STRING
  })
  return {
    colnames,
    coltypes,
    data: rows.map((row) => Object.fromEntries(colnames.map((name, index) => [name, row[index] ?? null]))),
    rowcount: rows.length,
    ...(more.labels && { label_map: more.labels }),
  }
}

/** What must never become markup, as labels. */
export const HOSTILE = ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', '{a|b}', "O'Brien & Sons", '</text></svg>'] as const

/** The first of each month from January 2024, in epoch ms. */
export function months(amount: number): readonly number[] {
  return Array.from({ length: amount }, (_, index) => Date.UTC(2024, index, 1))
}

/** A steady, repeatable course: rises, with a season. */
export function course(index: number, start: number, slope: number, swing: number): number {
  return Math.round((start + slope * index + swing * Math.sin(index * 0.9)) * 10) / 10
}
