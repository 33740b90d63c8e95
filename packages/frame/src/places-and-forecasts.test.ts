import type { Cell, CellType } from '@coset/core'
import { describe, expect, test } from 'vitest'
import { applyOperations } from './apply.ts'
import { type Frame, makeFrame } from './frame.ts'
import { toRecords } from './json.ts'
import type { Forecast, ForecastAsk } from './ops/operation.ts'

const frame = (columns: Readonly<Record<string, readonly [CellType, readonly Cell[]]>>): Frame =>
  makeFrame(Object.entries(columns).map(([label, [type, cells]]) => ({ label, type, cells })))
const run = (source: Frame, operation: string, options: Record<string, unknown>, forecast?: (ask: ForecastAsk) => Forecast) =>
  toRecords(applyOperations(source, [{ operation, options }], forecast === undefined ? {} : { forecast }))

const DAY = 86_400_000

describe('geohashes', () => {
  const decode = (hash: Cell) => run(frame({ g: ['string', [hash]] }), 'geohash_decode', { geohash: 'g', longitude: 'lon', latitude: 'lat' })
  test.each([
    ['u4pruydqqvj', 57.64911063015461, 10.407439693808556],
    ['9q8yy', 37.77099609375, -122.40966796875],
    ['s', 22.5, 22.5],
    ['zzzzzzzzzzzz', 89.99999991618097, 179.99999983236194],
  ])('%s is the centre of its cell', (hash, lat, lon) => expect(decode(hash)).toEqual([{ g: hash, lat, lon }]))
  test.each(['abc', '', null, 'U4', 'ü'])('%j is none', (hash) => expect(() => decode(hash)).toThrow('Invalid geohash string'))

  const encode = (lat: Cell, lon: Cell, type: CellType = 'float') =>
    run(frame({ la: [type, [lat]], lo: [type, [lon]] }), 'geohash_encode', { geohash: 'g', longitude: 'lo', latitude: 'la' })
  test.each([
    [57.64911, 10.40744, 'u4pruydqqvj8'],
    [-37.8136, 144.9631, 'r1r0fsnzv41c'],
    [0, 0, 's00000000000'],
    [90, 180, 'zzzzzzzzzzzz'],
  ])('%d, %d is %s', (la, lo, g) => expect(encode(la, lo)).toEqual([{ la, lo, latitude: la, longitude: lo, g }]))
  test('places outside of the world, gaps and texts are refused', () => {
    for (const [la, lo] of [
      [200, 0],
      [0, 181],
      [null, 1],
      [Number.NaN, 0],
    ] as const)
      expect(() => encode(la, lo)).toThrow('Invalid longitude/latitude')
    expect(() => encode('57', '10', 'string')).toThrow('is not numeric')
  })
  test('what is encoded is decoded near by', () => {
    for (let i = 0; i < 200; i++) {
      const [la, lo] = [Math.sin(i) * 90, Math.cos(i * 7) * 180]
      const [row] = encode(la, lo)
      const [back] = decode(String(row?.['g']))
      expect(Math.abs(Number(back?.['lat']) - la) + Math.abs(Number(back?.['lon']) - lo)).toBeLessThan(1e-6)
    }
  })
})

describe('points in words', () => {
  const parse = (source: Cell, more: object = {}) =>
    run(frame({ g: ['string', [source]] }), 'geodetic_parse', { geodetic: 'g', longitude: 'lon', latitude: 'lat', ...more })[0]
  test.each([
    ['41.5, -81.0', 41.5, -81],
    ['41.5;-81', 41.5, -81],
    ['41.5 -81.0', 41.5, -81],
    ['41.5N 81.0W', 41.5, -81],
    ['S 41.5, W 81', -41.5, -81],
    ['23 26m 22s N 23 27m 30s E', 23.439444444444444, 23.458333333333332],
    ['0, 200', 0, -160],
  ])('%s', (source, lat, lon) => expect(parse(source)).toEqual({ g: source, lat, lon, altitude: 0 }))
  test('with a height, in kilometres', () => {
    expect(parse('41.5, -81.0, 10km', { altitude: 'alt' })).toMatchObject({ alt: 10 })
    expect(parse('41.5, -81.0, 500m', { altitude: 'alt' })).toMatchObject({ alt: 0.5 })
  })
  test.each(['x', '', null, '91, 0', '41.5', '41.5E 81N', '1,2,3,4', '41.5, -81.0, 10 parsecs'])('%j is none', (source) =>
    expect(() => parse(source)).toThrow('Invalid geodetic string'),
  )
})

describe('forecasts', () => {
  const asks: ForecastAsk[] = []
  const flat = (ask: ForecastAsk): Forecast => {
    asks.push(ask)
    return { point: ask.at.map((_, i) => i), lower: ask.at.map((_, i) => i - 1), upper: ask.at.map((_, i) => i + 1) }
  }
  const times = [Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 29)]
  const source = frame({
    __timestamp: ['timestamp', times],
    a: ['integer', [1, 2]],
    gaps: ['float', [1, null]],
    text: ['string', ['x', 'y']],
    d: ['decimal', ['1.5', '2']],
  })
  const options = { time_grain: 'P1M', periods: 2, confidence_interval: 0.9, yearly_seasonality: 3, weekly_seasonality: false }

  test('each whole column gets its forecast before it; rows go on by the grain', () => {
    const rows = run(source, 'prophet', options, flat)
    expect(Object.keys(rows[0] ?? {})).toEqual([
      '__timestamp',
      'a__yhat',
      'a__yhat_lower',
      'a__yhat_upper',
      'a',
      'd__yhat',
      'd__yhat_lower',
      'd__yhat_upper',
      'd',
    ])
    expect(rows.map((row) => row['__timestamp'])).toEqual([...times, Date.UTC(2024, 2, 29), Date.UTC(2024, 3, 29)])
    expect(rows.map((row) => row['a'])).toEqual([1, 2, null, null])
    expect(rows.map((row) => row['a__yhat_upper'])).toEqual([1, 2, 3, 4])
    expect(asks[0]).toMatchObject({ times, values: [1, 2], interval: 0.9, yearly: 3, weekly: false, daily: 'auto' })
  })
  test('no future at all', () => expect(run(source, 'prophet', { ...options, periods: 0 }, flat)).toHaveLength(2))
  test.each([
    [{ time_grain: 'PT5S' }, 'Unsupported time grain'],
    [{ time_grain: '' }, 'Time grain missing'],
    [{ time_grain: '__proto__' }, 'Unsupported time grain'],
    [{ periods: 1.5 }, 'whole integer'],
    [{ periods: -1 }, 'whole integer'],
    [{ periods: 1e9 }, 'not be more than'],
    [{ confidence_interval: 1 }, 'between 0 and 1'],
    [{ yearly_seasonality: 'often' }, 'yearly_seasonality'],
    [{ index: 'a' }, 'temporal column'],
    [{ index: 'nope' }, 'Referenced columns not available'],
  ])('%j is refused', (more, told) => expect(() => run(source, 'prophet', { ...options, ...more }, flat)).toThrow(told))
  test('without a forecaster it says so', () => expect(() => run(source, 'prophet', options)).toThrow('not available'))
  test('one column of time alone is refused', () =>
    expect(() => run(frame({ __timestamp: ['timestamp', [0, DAY]] }), 'prophet', options, flat)).toThrow('at least one series'))
})
