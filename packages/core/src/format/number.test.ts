import { describe, expect, it } from 'vitest'
import { formatCurrency } from './currency.ts'
import { formatNumber } from './number.ts'

const FORMATS = ['SMART_NUMBER', '~g', '.3s', 'DURATION', 'DURATION_SUB', 'DURATION_COL', 'MEMORY_DECIMAL', 'MEMORY_BINARY']
const ROWS: readonly (readonly [number, ...string[]])[] = [
  [0, '0', '0', '0.00', '0ms', '0ms', '0:00', '0B', '0B'],
  [0.00123, '0.0012', '0.00123', '1.23m', '1ms', '1µs 230ns', '0:00', '0B', '0B'],
  [0.5, '0.5', '0.5', '500m', '1ms', '500µs', '0:00', '0.5B', '0.5B'],
  [12.3456, '12.35', '12.3456', '12.3', '12ms', '12ms 345µs 600ns', '0:00', '12.35B', '12.35B'],
  [1234.5, '1.23k', '1234.5', '1.23k', '1.2s', '1s 234ms 500µs', '0:01.2', '1.23kB', '1.21KiB'],
  [1234567, '1.23M', '1.23457e+6', '1.23M', '20m 34.5s', '20m 34s 567ms', '20:34.5', '1.23MB', '1.18MiB'],
  [1.5e9, '1.5B', '1.5e+9', '1.50G', '17d 8h 40m', '17d 8h 40m', '17:08:40:00', '1.5GB', '1.4GiB'],
  [-1234, '-1.23k', '-1234', '-1.23k', '-1.2s', '-1s 234ms', '-0:01.2', '-1.23kB', '-1.21KiB'],
]

describe('formatNumber', () => {
  for (const [value, ...texts] of ROWS) {
    for (const [index, text] of texts.entries()) {
      const format = FORMATS[index] ?? ''
      it(`${format} of ${value}`, () => expect(formatNumber(format)(value)).toBe(text))
    }
  }

  it('keeps all digits of long integers in formats of whole numbers and of fixed fractions', () => {
    const long = 9007199254740993n
    expect(formatNumber('d')(long)).toBe('9007199254740993')
    expect(formatNumber(',d')(-long)).toBe('-9,007,199,254,740,993')
    expect(formatNumber(',.2f')(long)).toBe('9,007,199,254,740,993.00')
    expect(formatNumber(',.2~f')(long)).toBe('9,007,199,254,740,993')
    expect(formatNumber('+,d')(long)).toBe('+9,007,199,254,740,993')
    expect(formatNumber('$,.1f')(-long)).toBe('-$9,007,199,254,740,993.0')
    expect(formatNumber('(,d')(-long)).toBe('(9,007,199,254,740,993)')
    expect(formatNumber('SMART_NUMBER')(long)).toBe('9.01P')
    for (const format of ['d', ',d', ',.2f', '.1f', '+,d', '$,.2f', '(,d', '(,.2~f', ' d', ',.0f'])
      for (const value of [1234567, -1234567, 0, 12, -999]) expect(formatNumber(format)(BigInt(value)), format).toBe(formatNumber(format)(value))
  })

  it('uses a hyphen for minus and keeps d3 signs', () => {
    expect(formatNumber(',.2f')(-1234.5)).toBe('-1,234.50')
    expect(formatNumber('$,.2f')(1234.5)).toBe('$1,234.50')
    expect(formatNumber('+,')(5)).toBe('+5')
    expect(formatNumber(',.1%')(0.1234)).toBe('12.3%')
  })

  it('signs smart numbers', () => {
    expect(formatNumber('SMART_NUMBER_SIGNED')(1234)).toBe('+1.23k')
    expect(formatNumber('SMART_NUMBER_SIGNED')(-1234)).toBe('-1.23k')
    expect(formatNumber('SMART_NUMBER_SIGNED')(0)).toBe('0')
  })

  it('says when a format is wrong', () => expect(formatNumber('nonsense')(12.5)).toBe('12.5 (Invalid format: nonsense)'))

  it('survives names of object members', () => {
    expect(formatNumber('constructor')(1)).toContain('Invalid format')
    expect(formatNumber('__proto__')(1)).toContain('Invalid format')
  })

  it('reads odd values', () => {
    const smart = formatNumber('SMART_NUMBER')
    expect(smart(null)).toBe('null')
    expect(smart(Number.NaN)).toBe('NaN')
    expect(smart(Number.POSITIVE_INFINITY)).toBe('∞')
    expect(smart(Number.NEGATIVE_INFINITY)).toBe('-∞')
    expect(smart('12345')).toBe('12.3k')
    expect(smart('abc')).toBe('abc')
    expect(smart(12345678901234567890n)).toBe('12.3E')
    expect(smart(0.0000012)).toBe('1.2µ')
  })

  it('rate formats and huge sizes', () => {
    expect(formatNumber('MEMORY_TRANSFER_RATE_DECIMAL')(1500)).toBe('1.5kB/s')
    expect(formatNumber('MEMORY_TRANSFER_RATE_BINARY')(2048)).toBe('2KiB/s')
    expect(formatNumber('MEMORY_DECIMAL')(1e30)).toBe('1000000YB')
  })

  it('takes another locale', () => {
    expect(formatNumber(',.2f', { decimal: ',', thousands: '.', grouping: [3], currency: ['', ' €'] })(1234.5)).toBe('1.234,50')
  })
})

describe('formatCurrency', () => {
  it('puts the sign before or after', () => {
    expect(formatCurrency({ symbol: 'USD', symbolPosition: 'prefix' }, 'SMART_NUMBER')(1234)).toBe('$ 1.23k')
    expect(formatCurrency({ symbol: 'EUR', symbolPosition: 'suffix' }, ',.2f')(1234)).toBe('1,234.00 €')
  })
  it('drops signs of the format', () => expect(formatCurrency({ symbol: 'GBP', symbolPosition: 'prefix' }, '$,.2f')(2)).toBe('£ 2.00'))
  it('follows the data when automatic', () => {
    const auto = { symbol: 'AUTO', symbolPosition: 'prefix' } as const
    expect(formatCurrency(auto, ',d', 'JPY')(5)).toBe('¥ 5')
    expect(formatCurrency(auto, ',d', null)(5)).toBe('5')
  })
  it('leaves nulls and unknown codes', () => {
    expect(formatCurrency({ symbol: 'USD', symbolPosition: 'prefix' })(null)).toBe('null')
    expect(formatCurrency({ symbol: 'points', symbolPosition: 'suffix' })(3)).toBe('3 points')
  })
})
