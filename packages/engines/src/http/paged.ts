import type { Cell, ResultColumn } from '@coset/core'
import { type Cursor, toColumns } from '../running/run-query.ts'

/** A part of a result, and how to get the next. */
export interface Page {
  /** Null until the server tells them. */
  readonly columns: readonly ResultColumn[] | null
  readonly rows: readonly (readonly unknown[])[]
  readonly next: (() => Promise<Page>) | null
}

export interface PagedOptions {
  readonly reader: (column: ResultColumn) => (value: unknown) => Cell
  /** Tells the server that the rest is not wanted. */
  readonly stop?: () => Promise<void>
}

const BLOCK_ROWS = 2_000

/** A cursor over pages. Waits until the columns are known, so that errors surface first. */
export const pagedCursor = async (first: Page, options: PagedOptions): Promise<Cursor> => {
  let page = first
  while (page.columns === null && page.next !== null) page = await page.next()
  const columns = page.columns ?? []
  const readers = columns.map(options.reader)
  let at = 0
  const next = async (): Promise<readonly (readonly unknown[])[] | null> => {
    while (at >= page.rows.length) {
      if (page.next === null) return null
      page = await page.next()
      at = 0
    }
    const rows = page.rows.slice(at, at + BLOCK_ROWS)
    at += BLOCK_ROWS
    return rows
  }
  return {
    columns,
    next: async () => {
      const rows = await next()
      return rows === null ? null : toColumns(rows, readers)
    },
    end: async () => {
      if (page.next !== null) await options.stop?.().catch(() => undefined)
    },
  }
}
