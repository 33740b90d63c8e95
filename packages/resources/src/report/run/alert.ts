import type { Actor } from '@coset/access'
import { Unprocessable } from '@coset/core'
import type { Context } from '../../context.ts'
import { findDatabase } from '../../database/index.ts'
import { ticketOf } from '../../dataset/index.ts'
import { readObject } from '../../json-text.ts'
import { runSelect } from '../../sqllab/index.ts'
import type { ReportRow } from '../repository.ts'

export interface Finding {
  readonly triggered: boolean
  /** The first cell as a number, where it is one. */
  readonly value: number | null
  /** The row that was found, as JSON. */
  readonly row: string | null
}

const NOTHING: Finding = { triggered: false, value: null, row: null }

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
}

const numberOf = (cell: unknown): number | null => {
  if (typeof cell === 'number') return cell
  if (typeof cell === 'boolean') return cell ? 1 : 0
  return typeof cell === 'string' && cell.trim() !== '' && Number.isFinite(Number(cell)) ? Number(cell) : null
}

/** What an alert's condition makes of the rows of its query. Throws Unprocessable on more than one row or column, and on a text where a number is compared. */
export const judge = (
  condition: { readonly type: string | null; readonly op: unknown; readonly threshold: unknown },
  columns: readonly string[],
  rows: readonly (readonly unknown[])[],
): Finding => {
  if (rows.length > 1) throw new Unprocessable(`The alert's query gave ${rows.length} rows; it must give one at most`)
  if (columns.length > 1) throw new Unprocessable(`The alert's query gave ${columns.length} columns; it must give one`)
  const cell = rows[0]?.[0] ?? null
  if (rows.length === 0) return NOTHING
  const row = JSON.stringify([Object.fromEntries(columns.map((name, i) => [name, rows[0]?.[i] ?? null]))])
  const value = numberOf(cell)
  if (condition.type === 'not null') return { triggered: cell !== null && cell !== 0 && cell !== false && !Number.isNaN(cell), value, row }
  if (cell === null || Number.isNaN(cell)) return { triggered: false, value: null, row }
  if (value === null) throw new Unprocessable("The alert's query gave a text where a number is needed")
  const compare = COMPARE[String(condition.op)]
  if (compare === undefined || typeof condition.threshold !== 'number') throw new Unprocessable('The alert has no comparison or no threshold')
  return { triggered: compare(value, condition.threshold), value, row }
}

/** Two rows are enough to know that there is more than one. */
const MOST_ROWS = 2

/** Asks an alert's query as its executor, under every rule that SQL Lab holds them to. */
export const askAlert = async (ctx: Context, actor: Actor, row: ReportRow, signal: AbortSignal): Promise<Finding> => {
  const database = await findDatabase(ctx, row.database_id ?? 0)
  const request = { queryId: null, parameters: {}, signal }
  const result = await runSelect(
    ctx,
    actor,
    { database, sql: row.sql ?? '', catalog: null, schema: null, templateParams: null, request },
    MOST_ROWS,
    ticketOf(actor, request, 'scheduled'),
  )
  const { op, threshold } = readObject(row.validator_config_json)
  return judge({ type: row.validator_type, op, threshold }, result.columns, result.rows)
}
