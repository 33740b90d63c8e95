import { expect, test } from 'vitest'
import { isOpen, sinceFilter, tablesOf, tookMs } from './model.ts'

test.each([
  [{ status: 'success', start_time: 100, end_time: 350 }, 250],
  [{ status: 'running', start_time: 100, end_time: null }, 900],
  [{ status: 'stopped', start_time: 100, end_time: null }, null],
  [{ status: 'failed', start_time: 100, end_time: 90 }, 0],
])('%j took %j ms', (run, took) => {
  expect(tookMs(run, 1000)).toBe(took)
})

test('only what is not over yet is open', () => {
  expect(['pending', 'running', 'success', 'failed', 'stopped', 'unheard of'].map((status) => isOpen({ status }))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})

test('spans begin at whole minutes; one that nobody knows begins now', () => {
  expect(sinceFilter('hour', 7_230_500)).toEqual({ col: 'start_time', opr: 'gt', value: 3_600_000 })
  expect(sinceFilter('long', 7_230_500).value).toBe(7_200_000)
})

test('each table is told once, with its schema', () => {
  const tables = [
    { schema: 'main', table: 'a' },
    { schema: 'main', table: 'a' },
    { schema: null, table: 'b' },
  ]
  expect(tablesOf({ sql_tables: tables })).toBe('main.a, b')
})
