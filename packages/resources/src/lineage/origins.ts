import { InvalidSql } from '@coset/core'
import type { ColumnSource, QueryReads, TableRef } from '@coset/sql'
import type { Context } from '../context.ts'
import type { Dataset } from '../dataset/index.ts'

/** Where something comes from; `understood` is false when its SQL could not be read. */
export interface Origin {
  readonly sources: readonly ColumnSource[]
  readonly understood: boolean
}

const NOWHERE: Origin = { sources: [], understood: true }
const UNKNOWN: Origin = { sources: [], understood: false }

/** Origins of one dataset's columns, metrics and of expressions over its columns. */
export interface Origins {
  readonly tables: readonly TableRef[]
  column(name: string): Promise<Origin>
  metric(name: string): Promise<Origin>
  expression(sql: string): Promise<Origin>
}

const keyOf = (source: ColumnSource): string => JSON.stringify([source.table.catalog, source.table.schema, source.table.table, source.column])

/** Each source once; a certain one wins. */
export const merged = (origins: readonly Origin[]): Origin => {
  const found = new Map<string, ColumnSource>()
  for (const source of origins.flatMap((origin) => origin.sources)) if (source.certain || !found.has(keyOf(source))) found.set(keyOf(source), source)
  return { sources: [...found.values()], understood: origins.every((origin) => origin.understood) }
}

const orUnknown = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work
  } catch (error) {
    if (error instanceof InvalidSql) return null
    throw error
  }
}

const tablesOf = (reads: QueryReads): readonly TableRef[] => [
  ...new Map(reads.reads.map((source) => [keyOf({ ...source, column: '' }), source.table])).values(),
]

/** A virtual column's sources: its own output, or that name in every table that the query takes whole. */
const fromQuery = (reads: QueryReads, name: string): Origin => {
  const own = reads.outputs.find((output) => output.name === name) ?? reads.outputs.find((output) => output.name.toLowerCase() === name.toLowerCase())
  if (own !== undefined) return { sources: own.sources, understood: true }
  const stars = reads.outputs.filter((output) => output.name === '*').flatMap((output) => output.sources)
  return { sources: stars.map((source) => ({ ...source, column: name, certain: source.certain && stars.length === 1 })), understood: stars.length > 0 }
}

export const originsOf = async (ctx: Context, dataset: Dataset): Promise<Origins> => {
  const { model } = dataset
  const { grammar } = model.database.engine.dialect
  const reads = model.sql === null ? null : await orUnknown(ctx.analyzer.reads(model.sql, grammar))
  const own: TableRef = { catalog: model.catalog, schema: model.schema, table: model.tableName }
  const physical = (name: string): Origin => {
    if (model.sql === null) return { sources: [{ table: own, column: name, certain: true }], understood: true }
    return reads === null ? UNKNOWN : fromQuery(reads, name)
  }
  // A calculated column may not use another calculated one; `seen` ends what would turn in circles all the same
  const column = async (name: string, seen: readonly string[]): Promise<Origin> => {
    const known = model.columns.find((one) => one.name === name)
    if (known?.expression === null || known?.expression === undefined) return physical(name)
    return seen.includes(name) ? NOWHERE : expression(known.expression, [...seen, name])
  }
  const expression = async (sql: string, seen: readonly string[]): Promise<Origin> => {
    const names = await orUnknown(ctx.analyzer.columns(sql, grammar))
    return names === null ? UNKNOWN : merged(await Promise.all(names.map((name) => column(name, seen))))
  }
  return {
    tables: model.sql === null ? [own] : reads === null ? [] : tablesOf(reads),
    column: (name) => column(name, []),
    metric: async (name) => {
      const metric = model.metrics.find((one) => one.name === name)
      return metric === undefined ? UNKNOWN : expression(metric.expression, [])
    },
    expression: (sql) => expression(sql, []),
  }
}
