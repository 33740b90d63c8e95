import { expect, test } from 'vitest'
import { parseQueues } from './queues.ts'

test('queues with their own and the common concurrency', () => {
  expect([...parseQueues('queries=4, reports')]).toEqual([
    ['queries', 4],
    ['reports', 1],
  ])
  expect([...parseQueues('reports,maintenance=2', 8)]).toEqual([
    ['reports', 8],
    ['maintenance', 2],
  ])
})

test.each(['', 'querys', 'queries=0', 'queries=x', 'queries=1.5', 'queries=501', 'queries,,reports'])('%j is refused', (text) => {
  expect(() => parseQueues(text)).toThrow(/queue|at once/)
})
