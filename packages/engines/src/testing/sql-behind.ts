import { DuckDBInstance } from '@duckdb/node-api'

export interface AnswerBehind {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Values as JSON has them: texts for moments, decimals and wide integers. */
  readonly rows: readonly (readonly unknown[])[]
}

/** What a played server runs statements with. */
export interface SqlBehind {
  /** Rejects with the engine's error; a statement that holds SLEEP_FOREVER waits for the signal. */
  run(sql: string, signal?: AbortSignal, schema?: string | null): Promise<AnswerBehind>
  close(): void
}

export const SLOW = "SELECT 'SLEEP_FOREVER'"

const sleepForever = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('stopped')), { once: true })
  })

const SERIES = /^SELECT range \+ 1 AS n FROM range\((\d+)\)$/
const series = new Map<number, AnswerBehind>()

/** Long rows of numbers are asked for again and again; they are the same each time. */
const numbers = (count: number): AnswerBehind => {
  const known = series.get(count) ?? { columns: [{ name: 'n', type: 'BIGINT' }], rows: Array.from({ length: count }, (_, i) => [String(i + 1)]) }
  series.set(count, known)
  return known
}

/** DuckDB in this process: a real engine behind played protocols, so that streaming, types, errors and texts are not made up. */
export const sqlBehind = async (): Promise<SqlBehind> => {
  const instance = await DuckDBInstance.create(':memory:')
  return {
    run: async (sql, signal, schema) => {
      if (sql.includes('SLEEP_FOREVER')) await sleepForever(signal)
      const count = SERIES.exec(sql)?.[1]
      if (count !== undefined) return numbers(Number(count))
      const connection = await instance.connect()
      try {
        await connection.run("SET TimeZone = 'UTC'")
        if (schema) await connection.run(`USE "${schema.replaceAll('"', '""')}"`)
        const reader = await connection.runAndReadAll(sql.replaceAll(/["`]?memory["`]?\.(?=information_schema\b)/gi, ''))
        const names = reader.columnNames()
        const types = reader.columnTypes()
        return { columns: names.map((name, i) => ({ name, type: String(types[i]) })), rows: reader.getRowsJson() }
      } finally {
        connection.closeSync()
      }
    },
    close: () => instance.closeSync(),
  }
}

/** DuckDB's message as the kind of error that every engine has. */
export const kindOfError = (error: unknown): 'column' | 'table' | 'syntax' | 'other' => {
  const message = String(error)
  if (/Referenced column|does not have a column|not found in FROM clause/.test(message)) return 'column'
  if (/Table with name|table .* does not exist/i.test(message)) return 'table'
  return /Parser Error|syntax error/i.test(message) ? 'syntax' : 'other'
}
