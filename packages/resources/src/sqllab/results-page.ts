import type { contract, RisonOf } from '@coset/contract'
import { BadRequest } from '@coset/core'
import type { Context } from '../context.ts'
import { type Arrangement, filterTest, matching, sortPlaces } from './arrange.ts'
import { findResult, type KeptResult } from './kept-results.ts'
import { resultsGone } from './refusals.ts'
import { arraysText, type Value, type ValueBlock } from './result.ts'

type Asked = RisonOf<typeof contract.sqllab.resultsPage>

/** Cells of unpacked results that a process keeps for the next window. */
const MOST_CELLS = 4_000_000

interface Opened {
  readonly kept: KeptResult
  readonly blocks: (ValueBlock | undefined)[]
  readonly orders: Map<string, readonly number[]>
}

const memories = new WeakMap<object, Map<string, Opened>>()

const cellsOf = ({ kept }: Opened): number => kept.rowCount * Math.max(1, kept.columns.length)

/** The result, remembered from window to window; the least recently used leave first. */
const open = async (ctx: Context, key: string): Promise<Opened> => {
  const memory = memories.get(ctx.caches.results) ?? new Map<string, Opened>()
  memories.set(ctx.caches.results, memory)
  const known = memory.get(key)
  memory.delete(key)
  const kept = known?.kept ?? (await findResult(ctx, key))
  if (kept === null) throw resultsGone()
  const opened = known ?? { kept, blocks: [], orders: new Map<string, readonly number[]>() }
  memory.set(key, opened)
  let cells = [...memory.values()].reduce((sum, one) => sum + cellsOf(one), 0)
  for (const [other, one] of memory) {
    if (cells <= MOST_CELLS || other === key) break
    memory.delete(other)
    cells -= cellsOf(one)
  }
  return opened
}

/** Drops what a process remembers of a result that was deleted. */
export const forgetOpened = (ctx: Context, key: string): void => {
  memories.get(ctx.caches.results)?.delete(key)
}

const blockAt = async (opened: Opened, index: number): Promise<ValueBlock> => {
  const block = opened.blocks[index] ?? (await opened.kept.block(index))
  opened.blocks[index] = block
  return block
}

const columnAt = (kept: KeptResult, name: string): number => {
  const at = kept.columns.findIndex((column) => column.column_name === name)
  if (at < 0) throw new BadRequest(`The result has no column ${name}`)
  return at
}

const arrangementOf = (kept: KeptResult, asked: Asked): Arrangement => ({
  order: (asked.order ?? []).map(({ column, desc }) => ({ column: columnAt(kept, column), desc: desc ?? false })),
  filters: (asked.filters ?? []).map(({ column, op, value }) => ({ column: columnAt(kept, column), op, value: value ?? null })),
  search: (asked.search ?? '').toLowerCase(),
})

/** Places of all rows that pass, in the order asked for; null: every row, as it came. */
const arrange = async (opened: Opened, arrangement: Arrangement): Promise<readonly number[] | null> => {
  const { kept, orders } = opened
  const { order, filters, search } = arrangement
  if (order.length === 0 && filters.length === 0 && search === '') return null
  const name = JSON.stringify(arrangement)
  const known = orders.get(name)
  if (known !== undefined) return known
  const tests = filters.map((filter) => ({
    column: filter.column,
    test: filterTest(filter, kept.kinds[filter.column] ?? 'string', kept.columns[filter.column]?.column_name ?? ''),
  }))
  const places: number[] = []
  const starts: number[] = []
  let start = 0
  for (let i = 0; i < kept.blocks.length; i++) {
    for (const place of matching(await blockAt(opened, i), start, tests, search)) places.push(place)
    starts.push(start)
    start += kept.blocks[i]?.rows ?? 0
  }
  const size = kept.blocks[0]?.rows ?? 1
  const cell = (place: number, column: number): Value => {
    const index = Math.floor(place / size)
    return opened.blocks[index]?.[column]?.[place - (starts[index] ?? 0)] ?? null
  }
  const sorted = order.length === 0 ? places : sortPlaces(places, order, kept.kinds, cell)
  if (orders.size >= 8) orders.clear()
  orders.set(name, sorted)
  return sorted
}

/** A window of a kept result as the JSON of its answer. Throws 410 once the result is gone. */
export const pageText = async (ctx: Context, asked: Asked): Promise<string> => {
  const opened = await open(ctx, asked.key)
  const { kept } = opened
  const offset = asked.offset ?? 0
  const limit = asked.limit ?? 200
  const sorted = await arrange(opened, arrangementOf(kept, asked))
  const matched = sorted?.length ?? kept.rowCount
  const size = kept.blocks[0]?.rows ?? 1
  const rows: ((column: number) => Value)[] = []
  for (let i = offset; i < Math.min(offset + limit, matched); i++) {
    const place = sorted === null ? i : (sorted[i] ?? 0)
    const block = await blockAt(opened, Math.floor(place / size))
    rows.push((column) => block[column]?.[place % size] ?? null)
  }
  const head = JSON.stringify({ key: asked.key, columns: kept.columns, total: kept.rowCount, matched, offset })
  return `${head.slice(0, -1)},"rows":${arraysText(rows, kept.kinds)}}`
}
