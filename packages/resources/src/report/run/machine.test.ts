import { describe, expect, test } from 'vitest'
import { entryOf, type Facts, tellsOwners } from './machine.ts'

const NOW = 1_000_000_000
const facts = (more: Partial<Facts>): Facts => ({
  type: 'Alert',
  state: null,
  own: false,
  now: NOW,
  workingSince: null,
  lastSuccess: null,
  gracePeriod: 100,
  workingTimeout: 50,
  ...more,
})
const ago = (seconds: number): number => NOW - seconds * 1000

describe('what a due schedule does first', () => {
  test.each([
    ['never ran', {}, 'work'],
    ['was not triggered', { state: 'Not triggered' }, 'work'],
    ['failed', { state: 'Error' }, 'work'],
    ['failed, a report', { state: 'Error', type: 'Report' }, 'work'],
    ['a report never ran', { type: 'Report' }, 'work'],
    ['works', { state: 'Working', workingSince: ago(49) }, 'busy'],
    ['works too long', { state: 'Working', workingSince: ago(51) }, 'overdue'],
    ['works since nobody knows', { state: 'Working' }, 'overdue'],
    ['its own work was cut off', { state: 'Working', workingSince: ago(1), own: true }, 'work'],
    ['an alert told lately', { state: 'Success', lastSuccess: ago(99) }, 'grace'],
    ['an alert told long ago', { state: 'Success', lastSuccess: ago(100) }, 'work'],
    ['an alert in grace', { state: 'On Grace', lastSuccess: ago(99) }, 'grace'],
    ['an alert after its grace', { state: 'On Grace', lastSuccess: ago(101) }, 'work'],
    ['an alert whose log is gone', { state: 'Success' }, 'work'],
    ['a report sent lately', { state: 'Success', type: 'Report', lastSuccess: ago(1) }, 'send'],
  ] as const)('%s', (_what, more, entry) => {
    expect(entryOf(facts(more))).toBe(entry)
  })

  test('owners hear of an error once in a grace period', () => {
    expect(tellsOwners(null, NOW, 100)).toBe(true)
    expect(tellsOwners(ago(99), NOW, 100)).toBe(false)
    expect(tellsOwners(ago(100), NOW, 100)).toBe(true)
  })
})
