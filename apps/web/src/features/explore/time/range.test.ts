import { describe, expect, it } from 'vitest'
import { CURRENT, customText, LAST, modeOf, NO_FILTER, PREVIOUS, parseCustom, startOf } from './range.ts'

describe('modeOf', () => {
  it('knows the fixed spans in any case', () => {
    expect(LAST.map(modeOf)).toEqual(LAST.map(() => 'last'))
    expect(PREVIOUS.map(modeOf)).toEqual(PREVIOUS.map(() => 'previous'))
    expect(CURRENT.map(modeOf)).toEqual(CURRENT.map(() => 'current'))
    expect(modeOf('last WEEK')).toBe('last')
  })
  it('reads nothing as no filter', () => {
    expect(modeOf('')).toBe('none')
    expect(modeOf(NO_FILTER)).toBe('none')
  })
  it('leaves what it cannot show to the free editor', () => {
    expect(modeOf('Last 7 days')).toBe('advanced')
    expect(modeOf('DATETRUNC(DATETIME("now"), month) : now')).toBe('advanced')
    expect(modeOf('a : b : c')).toBe('advanced')
  })
})

describe('custom ranges', () => {
  it.each([
    '2003-01-01T00:00:00 : 2005-06-01T00:00:00',
    'DATEADD(DATETIME("now"), -7, day) : now',
    ' : 2020-01-01T10:30:00',
    'today : ',
    'DATEADD(DATETIME("2024-02-29"), 3, quarter) : today',
  ])('come back as they were: %s', (text) => {
    const range = parseCustom(text)
    expect(range).toBeDefined()
    expect(range && customText(range)).toBe(text)
  })
  it('fill up short dates', () => {
    expect(parseCustom('2020-01-01 : 2020-02-01T10:30')).toEqual({
      since: { kind: 'at', at: '2020-01-01T00:00:00' },
      until: { kind: 'at', at: '2020-02-01T10:30:00' },
    })
  })
  it('do not take the colons of a clock for the middle', () => {
    expect(parseCustom('2020-01-01T10:30:00 : now')).toBeDefined()
    expect(parseCustom('2020-01-01T10:30:00')).toBeUndefined()
  })
  it('refuse foreign functions and units', () => {
    expect(parseCustom('DATEADD(DATETIME("now"), -7, fortnight) : now')).toBeUndefined()
    expect(parseCustom('HOLIDAY("Christmas", DATETIME("now"), "DE") : now')).toBeUndefined()
  })
})

describe('startOf', () => {
  it('starts each way with something of its own mode', () => {
    for (const mode of ['none', 'last', 'previous', 'current', 'custom'] as const) expect(modeOf(startOf(mode, NO_FILTER, '2024-05-01'))).toBe(mode)
  })
  it('keeps the text for the free editor', () => {
    expect(startOf('advanced', 'Last 7 days', '2024-05-01')).toBe('Last 7 days')
    expect(startOf('advanced', NO_FILTER, '2024-05-01')).toBe('')
  })
})
