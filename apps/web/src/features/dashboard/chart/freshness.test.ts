import { expect, test } from 'vitest'
import { freshnessOf } from './freshness.ts'

const NOW = Date.UTC(2026, 0, 1, 12)
const at = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString()

test.each([
  [[], []],
  [[{ cached_dttm: null }], []],
  [[{}], []],
  [[{ cached_dttm: at(0) }], ['Cached just now']],
  [[{ cached_dttm: at(5) }, { cached_dttm: at(5) }], ['Cached 5 min ago']],
  [
    [{ cached_dttm: at(5) }, { cached_dttm: at(130) }, {}],
    ['Query 1: Cached 5 min ago', 'Query 2: Cached 2 h ago', 'Query 3: asked just now'],
  ],
  // The server's clock may be ahead; texts without a zone are UTC
  [[{ cached_dttm: at(-3) }], ['Cached just now']],
  [[{ cached_dttm: at(5).replace('Z', '') }], ['Cached 5 min ago']],
])('%j is %j', (results, lines) => expect(freshnessOf(results, NOW)).toEqual(lines))
