import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Cell, CellType } from '@coset/core'
import { applyOperations, type Frame, makeFrame, toRecords } from '@coset/frame'
import { afterAll, describe, expect, test } from 'vitest'
import { createOperations } from './index.ts'
import { packFrame, unpackFrame } from './transfer.ts'

const frame = (columns: readonly (readonly [string, CellType, readonly Cell[]])[]): Frame =>
  makeFrame(columns.map(([label, type, cells]) => ({ label, type, cells })))

const operations = createOperations({ inlineCells: 100, timeoutMs: 30_000, threads: 1 })
afterAll(() => operations.close())

const count = 1000
const mixed = (): Frame =>
  frame([
    ['t', 'timestamp', Array.from({ length: count }, (_, i) => 86_400_000 * (i % 10))],
    ['g', 'string', Array.from({ length: count }, (_, i) => (i % 7 === 0 ? null : `group ${i % 5}`))],
    ['v', 'float', Array.from({ length: count }, (_, i) => (i % 11 === 0 ? null : i % 13 === 0 ? Number.NaN : i / 3))],
    ['b', 'integer', Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 9007199254740993n : i))],
    ['ok', 'boolean', Array.from({ length: count }, (_, i) => i % 2 === 0)],
    ['d', 'decimal', Array.from({ length: count }, (_, i) => `${i}.50`)],
    ['j', 'json', Array.from({ length: count }, (_, i) => ({ i }))],
  ])
const pivot = { operation: 'pivot', options: { index: ['t'], columns: ['g'], aggregates: { v: { operator: 'sum' } } } }

describe('frames in a thread', () => {
  test('cross it unchanged', async () => expect(unpackFrame(structuredClone(await packFrame(mixed())))).toEqual(mixed()))

  test('give what they give here', async () => {
    const rules = [pivot, { operation: 'flatten', options: {} }]
    expect(toRecords(await operations.run(mixed(), rules))).toEqual(toRecords(applyOperations(mixed(), rules)))
    expect(await operations.run(mixed(), [pivot])).toEqual(applyOperations(mixed(), [pivot]))
  })

  test('refuse as they refuse here', async () => {
    const wrong = [{ operation: 'pivot', options: { index: ['nope'], aggregates: { v: { operator: 'sum' } } } }]
    await expect(operations.run(mixed(), wrong)).rejects.toMatchObject({ status: 400, message: 'Referenced columns not available in DataFrame.' })
  })

  test('leave the event loop free', async () => {
    const rows = 300_000
    const large = frame([
      ['t', 'timestamp', Array.from({ length: rows }, (_, i) => 86_400_000 * (i % 365))],
      ['g', 'string', Array.from({ length: rows }, (_, i) => `group ${i % 50}`)],
      ['v', 'float', Array.from({ length: rows }, (_, i) => i / 3)],
    ])
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    const result = await operations.run(large, [pivot])
    clearInterval(timer)
    delay.disable()
    expect(result.rowCount).toBe(365)
    expect(turns).toBeGreaterThan(5)
  })

  test('a thread that is cut off is replaced', async () => {
    const leaving = new AbortController()
    const cut = operations.run(
      mixed(),
      [{ operation: 'prophet', options: { time_grain: 'P1D', periods: 5, confidence_interval: 0.8, index: 't' } }],
      leaving.signal,
    )
    setTimeout(() => leaving.abort(), 5)
    await expect(cut).rejects.toMatchObject({ code: 'QUERY_STOPPED' })
    expect((await operations.run(mixed(), [pivot])).rowCount).toBe(10)
  })

  test('too long is told', async () => {
    const hasty = createOperations({ inlineCells: 0, timeoutMs: 1, threads: 1 })
    await expect(hasty.run(mixed(), [pivot])).rejects.toMatchObject({ status: 408 })
    await hasty.close()
  })
})

describe('forecasts', () => {
  const days = 120
  const series = (values: (day: number) => number): Frame =>
    frame([
      ['__timestamp', 'timestamp', Array.from({ length: days }, (_, i) => Date.UTC(2024, 0, 1 + i))],
      ['v', 'float', Array.from({ length: days }, (_, i) => values(i))],
    ])
  const rule = { operation: 'prophet', options: { time_grain: 'P1D', periods: 14, confidence_interval: 0.8 } }

  test('follow a trend and a week', async () => {
    const truth = (day: number): number => 100 + day + 20 * Math.sin((day / 7) * 2 * Math.PI)
    const rows = toRecords(await operations.run(series(truth), [rule]))
    expect(rows).toHaveLength(days + 14)
    for (const [i, row] of rows.entries()) {
      expect(Math.abs(Number(row['v__yhat']) - truth(i))).toBeLessThan(8)
      expect(Number(row['v__yhat_lower'])).toBeLessThanOrEqual(Number(row['v__yhat_upper']))
    }
  }, 20_000)

  test('of two rows are refused with a sentence', async () => {
    const short = frame([
      ['__timestamp', 'timestamp', [0, 86_400_000]],
      ['v', 'float', [1, 2]],
    ])
    await expect(operations.run(short, [rule])).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/cannot be forecast/) as string })
  }, 20_000)
})
