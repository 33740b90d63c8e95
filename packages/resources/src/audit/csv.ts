import type { Actor } from '@coset/access'
import type { ListQuery } from '@coset/contract'
import { neutralise } from '@coset/frame'
import type { Row } from '@coset/metadata'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { conditionsOf } from '../listing/filters.ts'
import { auditListing } from './listing.ts'

const PORTION = 1000

const COLUMNS = ['user_id', 'user_name', 'via', 'action', 'object_kind', 'object_id', 'object_name', 'status', 'address', 'request_id', 'detail'] as const

/** Words of strangers may not become formulas of spreadsheets. */
const cell = (value: string | number | null): string => {
  const text = typeof value === 'string' ? neutralise(value) : String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const lineOf = (row: Row<'audit_events'>): string => `${[new Date(row.at).toISOString(), ...COLUMNS.map((name) => cell(row[name]))].join(',')}\r\n`

/** The events that the filters leave, newest first, a portion at a time. Throws BadRequest on the first one's filters. */
export const auditCsv = (ctx: Context, actor: Actor, filters: NonNullable<ListQuery['filters']>): AsyncIterable<Uint8Array> => {
  const conditions = conditionsOf(auditListing.search, filters, actor)
  const encoder = new TextEncoder()
  const portions = async function* (): AsyncGenerator<Uint8Array> {
    yield encoder.encode(`${['time_utc', ...COLUMNS].join(',')}\r\n`)
    let below: number | null = null
    for (;;) {
      let query = ctx.metadata.db.selectFrom('audit_events').selectAll()
      for (const condition of conditions) query = query.where(sql<boolean>`(${condition})`)
      if (below !== null) query = query.where('id', '<', below)
      const rows: readonly Row<'audit_events'>[] = await query.orderBy('id', 'desc').limit(PORTION).execute()
      if (rows.length > 0) yield encoder.encode(rows.map(lineOf).join(''))
      const last = rows.at(-1)
      if (last === undefined || rows.length < PORTION) return
      below = last.id
    }
  }
  return portions()
}
