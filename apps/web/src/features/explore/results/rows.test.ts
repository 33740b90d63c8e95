import { describe, expect, it } from 'vitest'
import { cellText, copyText, matchingRows } from './rows.ts'

describe('rows', () => {
  it('write cells', () => {
    expect(cellText(Date.UTC(2024, 0, 2), 2)).toBe('2024-01-02')
    expect(cellText(Date.UTC(2024, 0, 2, 3, 4, 5), 2)).toBe('2024-01-02 03:04:05')
    expect(cellText(1e300, 2)).toBe('1e+300')
    expect(cellText('2024-01-02', 2)).toBe('2024-01-02')
    expect(cellText(null)).toBeNull()
    expect(cellText({ a: 1 })).toBe('{"a":1}')
    expect(cellText(0, 0)).toBe('0')
  })
  it('are found in any column, not in others', () => {
    const rows = [
      { a: 'One', b: 1, hidden: 'two' },
      { a: 'Two', b: null },
    ]
    expect(matchingRows(rows, ['a', 'b'], [1, 0], ' TWO ')).toEqual([rows[1]])
    expect(matchingRows(rows, ['a', 'b'], [1, 0], '')).toBe(rows)
  })
  it('are copied cell by cell', () => {
    expect(copyText([{ a: 'x\ty\nz', b: null }], ['a', 'b'], [1, 0])).toBe('a\tb\nx y z\t')
  })
})
