import type { Dialect, Statement } from '@coset/sql'
import { refusal } from './refusals.ts'

export type CreateMethod = 'TABLE' | 'VIEW'

export interface CreateAs {
  readonly method: CreateMethod
  readonly name: string
  readonly schema: string | null
}

/** `tmp_7_table_2026_11_25_18_53_44`; `now` in epoch milliseconds. */
export const temporaryName = (userId: number | null, now: number): string =>
  `tmp_${userId ?? 0}_table_${new Date(now).toISOString().slice(0, 19).replace(/[-:T]/g, '_')}`

const qualified = ({ schema, name }: CreateAs, dialect: Dialect): string =>
  [schema, name]
    .filter((part) => part !== null && part !== '')
    .map((part) => dialect.quoteIdentifier(part ?? ''))
    .join('.')

const isQuery = (statement: Statement | undefined): boolean => statement?.kind === 'select' && !statement.mutates

/** The script with its last SELECT made into a table or view. Throws 422 when it does not end with one, or when a view would need more than one. */
export const createAs = (statements: readonly Statement[], target: CreateAs, dialect: Dialect): readonly Statement[] => {
  const last = statements.at(-1)
  if (target.method === 'VIEW' && (statements.length !== 1 || !isQuery(last)))
    throw refusal('A view can only be made of a script with exactly one statement, a SELECT', 'INVALID_CVAS_QUERY_ERROR')
  if (last === undefined || !isQuery(last)) throw refusal('A table can only be made of a script that ends with a SELECT', 'INVALID_CTAS_QUERY_ERROR')
  const text = `CREATE ${target.method} ${qualified(target, dialect)} AS\n${last.text}`
  return [...statements.slice(0, -1), { ...last, text, kind: 'write', mutates: true, limit: null }]
}

/** Reads what was made. */
export const selectMade = (target: CreateAs, dialect: Dialect, limit: number): string =>
  `SELECT *\nFROM ${qualified(target, dialect)}${dialect.limit(limit, 0).replace(/^\s*/, '\n')}`
