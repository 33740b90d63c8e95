import type { Engine } from '@coset/engines'
import { type Statement, tokenize } from '@coset/sql'
import type { Settings } from '../context.ts'
import { refusal } from './refusals.ts'

/** Names by engine: the engine's own entry, else that of its grammar. */
const namesFor = (table: Readonly<Record<string, readonly string[]>>, engine: Engine): readonly string[] =>
  (table[engine.id] ?? table[engine.dialect.grammar] ?? []).map((name) => name.toLowerCase())

/** Functions of the statements that are listed; names compare without case, quotes and schema. */
export const forbiddenFunctions = (statements: readonly Pick<Statement, 'functions'>[], listed: readonly string[]): readonly string[] => {
  const names = new Set(listed)
  return [...new Set(statements.flatMap((statement) => statement.functions.filter((name) => names.has(name))))]
}

/**
 * Tables of the statements that are listed. A bare entry means the table in any schema; `schema.table` that schema alone, also when the statement
 * leaves the schema out and it is the chosen one.
 */
export const forbiddenTables = (statements: readonly Pick<Statement, 'tables'>[], listed: readonly string[], homeSchema: string | null): readonly string[] => {
  const found = new Set<string>()
  for (const { tables } of statements)
    for (const ref of tables) {
      const table = ref.table.toLowerCase()
      const schema = (ref.schema ?? homeSchema)?.toLowerCase()
      if (listed.includes(table)) found.add(table)
      else if (schema !== undefined && listed.includes(`${schema}.${table}`)) found.add(`${schema}.${table}`)
    }
  return [...found]
}

/** `COPY … FROM | TO PROGRAM` starts a program on the machine of the database. */
export const startsProgram = ({ text }: Pick<Statement, 'text'>, grammar: string): boolean => {
  const words = tokenize(text, grammar).flatMap((token) => (token.kind === 'word' ? [token.value] : []))
  return words[0] === 'COPY' && words.some((word, at) => word === 'PROGRAM' && ['FROM', 'TO'].includes(words[at - 1] ?? ''))
}

/** Throws 422 naming the functions or tables that the configuration forbids on this engine. */
export const refuseForbidden = (
  settings: Settings['sqllab'],
  engine: Engine,
  statements: readonly Pick<Statement, 'functions' | 'tables' | 'text' | 'kind'>[],
  homeSchema: string | null,
): void => {
  if (statements.some((statement) => statement.kind === 'write' && startsProgram(statement, engine.dialect.grammar)))
    throw refusal('The SQL starts a program on the machine of the database, which is not allowed here', 'SYNTAX_ERROR')
  const functions = forbiddenFunctions(statements, namesFor(settings.disallowedFunctions, engine))
  if (functions.length > 0) throw refusal(`The SQL calls functions that are not allowed here: ${functions.join(', ')}`, 'SYNTAX_ERROR', { functions })
  const tables = forbiddenTables(statements, namesFor(settings.disallowedTables, engine), homeSchema)
  if (tables.length > 0) throw refusal(`The SQL reads tables that are not allowed here: ${tables.join(', ')}`, 'SYNTAX_ERROR', { tables })
}

/** For text that no parser understood: any word that is a listed name, wherever it stands. Throws 422. */
export const refuseForbiddenWords = (settings: Settings['sqllab'], engine: Engine, sql: string): void => {
  const words = new Set((sql.match(/[\p{L}\p{N}_$]+/gu) ?? []).map((word) => word.toLowerCase()))
  const listed = [
    ...namesFor(settings.disallowedFunctions, engine),
    ...namesFor(settings.disallowedTables, engine).map((name) => name.split('.').at(-1) ?? name),
  ]
  const found = listed.filter((name) => words.has(name))
  if (found.length > 0) throw refusal(`The SQL holds words that are not allowed here: ${found.join(', ')}`, 'SYNTAX_ERROR', { functions: found })
}

const REVEALING: Readonly<Record<string, RegExp>> = {
  postgresql:
    /^(?:ts_stat|ts_rewrite|crosstab\w*|connectby|xpath_table|dblink\w*|query_to_\w+|table_to_\w+|cursor_to_\w+|schema_to_\w+|database_to_\w+|pg_get_\w+|pg_relation_\w+|pg_table_\w+|pg_stat_\w+|pg_indexes_size|pg_total_relation_size|to_reg\w+|obj_description|col_description|currtid2?)$/,
  duckdb: /^(?:query|query_table|duckdb_\w+|pragma_\w+|\w*_scan|read_\w+|glob|sniff_csv|parquet_\w+|seq_scan|summary|test_\w+|which_secret|storage_info)$/,
  sqlite: /^(?:pragma_\w+|sqlite_\w+|fts\w+|dbstat|bytecode|tables_used)$/,
}

/** Functions that read or describe tables which stand in no FROM: only for people who may read the whole database. */
export const revealing = (statements: readonly Pick<Statement, 'functions'>[], grammar: string): readonly string[] => {
  const pattern = REVEALING[grammar]
  return pattern === undefined ? [] : [...new Set(statements.flatMap(({ functions }) => functions.filter((name) => pattern.test(name))))]
}
