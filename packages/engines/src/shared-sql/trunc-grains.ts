import type { TimeGrain } from '@coset/core'

const UNITS: readonly (readonly [grain: TimeGrain, unit: string])[] = [
  ['PT1S', 'second'],
  ['PT1M', 'minute'],
  ['PT1H', 'hour'],
  ['P1D', 'day'],
  ['P1W', 'week'],
  ['P1M', 'month'],
  ['P3M', 'quarter'],
  ['P1Y', 'year'],
]

/** Grains of an engine that cuts moments by the name of a unit; `skip` lists units that it lacks. */
export const truncGrains = (write: (unit: string) => string, skip: readonly string[] = []): Partial<Record<TimeGrain, string>> =>
  Object.fromEntries(UNITS.filter(([, unit]) => !skip.includes(unit)).map(([grain, unit]) => [grain, write(unit)]))
