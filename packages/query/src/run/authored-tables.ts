import { AppError } from '@coset/core'
import { isTemplate, type SqlAnalyzer, type TableRef } from '@coset/sql'
import type { DatasetModel } from '../model.ts'
import type { QueryAsk, QueryDependencies } from '../port.ts'
import { neutralTexts } from '../template/neutral.ts'
import type { Virtual } from './prepare-rules.ts'

const keyOf = (ref: TableRef): string => JSON.stringify([ref.catalog, ref.schema, ref.table])

const tablesIn = async (analyzer: SqlAnalyzer, sql: string, grammar: string): Promise<readonly TableRef[]> => {
  try {
    return (await analyzer.statements(sql, grammar)).flatMap((statement) => statement.tables)
  } catch (error) {
    // What the parser does not understand names no table that anybody was asked about
    if (error instanceof AppError && error.status < 500) return []
    throw error
  }
}

const known = new WeakMap<DatasetModel, Promise<ReadonlySet<string>>>()

/** Tables that the template names whoever asks: those that its author had to have access to when they saved it. */
const authoredTables = (analyzer: SqlAnalyzer, dataset: DatasetModel): Promise<ReadonlySet<string>> => {
  const found = known.get(dataset)
  if (found !== undefined) return found
  const { engine } = dataset.database
  const made = neutralTexts(dataset.sql ?? '', engine, dataset.templateParams).then(async (texts) => {
    const refs: TableRef[] = []
    for (const text of texts) refs.push(...(await tablesIn(analyzer, text, engine.dialect.grammar)))
    return new Set(refs.map(keyOf))
  })
  known.set(dataset, made)
  return made
}

/**
 * A template can come to other tables than those that its author was asked about when it was saved: by the person, by filters or by parameters of the
 * address. Whoever asks must be able to read those by themselves. `embedded` are the queries of datasets that the template named, which were
 * checked on their own. Throws 403.
 */
export const refuseOtherTables = async (
  deps: QueryDependencies,
  { dataset, template }: QueryAsk,
  virtual: Virtual,
  embedded: readonly string[],
): Promise<void> => {
  if (!template || dataset.sql === null || dataset.sqlIsRendered === true || !isTemplate(dataset.sql) || virtual.tables.length === 0) return
  const { grammar } = dataset.database.engine.dialect
  const authored = await authoredTables(deps.analyzer, dataset)
  let others = virtual.tables.filter((ref) => !authored.has(keyOf(ref)))
  for (const sql of others.length === 0 ? [] : embedded) {
    const own = new Set((await tablesIn(deps.analyzer, sql, grammar)).map(keyOf))
    others = others.filter((ref) => !own.has(keyOf(ref)))
  }
  if (others.length > 0) await template.refuseTables(dataset.database, dataset, { text: virtual.sql, tables: others })
}
