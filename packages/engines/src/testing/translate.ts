const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
const unescaped = (body: string): string => body.replaceAll(/''|\\(.)/gs, (_, c: string | undefined) => (c === undefined ? "'" : (ESCAPES[c] ?? c)))

/** Texts where a backslash escapes, quotes doubled or not, said in standard SQL. */
export const standardTexts = (sql: string): string =>
  sql.replaceAll(/'((?:[^'\\]|\\.|'')*)'/gs, (_, body: string) => `'${unescaped(body).replaceAll("'", "''")}'`)

/** Aliases between backticks, said in standard SQL; texts stay. */
export const standardNames = (sql: string): string =>
  sql.replaceAll(/AS `((?:[^`]|``)*)`/gs, (_, name: string) => `AS "${name.replaceAll('``', '`').replaceAll('"', '""')}"`)

/** Also aliases between backticks, and the text type of Hive's kin and BigQuery. */
export const standardQuotes = (sql: string): string => {
  const names: string[] = []
  const marked = sql.replaceAll(
    /AS `((?:[^`\\]|``|\\.)*)`/gs,
    (_, name: string) => `AS \u0001${names.push(name.replaceAll('``', '`').replaceAll('"', '""')) - 1}\u0001`,
  )
  return standardTexts(marked)
    .replaceAll(/\u0001(\d+)\u0001/g, (_, at: string) => `"${names[Number(at)] ?? ''}"`)
    .replaceAll(' AS STRING)', ' AS VARCHAR)')
}
