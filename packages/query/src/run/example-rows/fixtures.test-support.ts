import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Rows } from '../same-rows/compare.test-support.ts'

export type Query = Readonly<Record<string, unknown>>
/** A chart's question about the example data; used by tests only. */
export interface ExampleCase {
  readonly id: string
  readonly dataset: string
  /** The order of the rows is part of the answer. */
  readonly ordered: boolean
  /** The moment of asking in Unix milliseconds, for ranges like "100 years ago : now". */
  readonly asked: number
  readonly query: Query
}

export type Type = 'whole' | 'double' | 'text' | 'date' | 'moment'
export type Value = string | number | null
export interface ExampleColumn {
  readonly name: string
  readonly type: Type
  readonly temporal?: boolean
  /** How a number stands for a time. */
  readonly format?: string
  readonly values: readonly Value[]
}
/** A table of the example data with the columns that the cases name, whole. */
export interface ExampleTable {
  readonly table: string
  readonly axis: string | null
  readonly metrics: readonly { readonly name: string; readonly expression: string }[]
  readonly columns: readonly ExampleColumn[]
}

const read = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/example-rows/${name}`, import.meta.url))
const unpacked = (name: string): string => gunzipSync(read(`${name}.json.gz`)).toString()

export const CASES: readonly ExampleCase[] = read('cases.jsonl')
  .toString()
  .trimEnd()
  .split('\n')
  .map((line): ExampleCase => JSON.parse(line))

export const readTables = (): readonly ExampleTable[] =>
  [...new Set(CASES.map(({ dataset }) => dataset))].map((table): ExampleTable => JSON.parse(unpacked(table.replaceAll('_', '-'))))

/** What Superset answered over PostgreSQL, by the case's id. */
export const readAnswers = (): Readonly<Record<string, Rows>> => JSON.parse(unpacked('answers'))
