import { describe, expect, it } from 'vitest'
import { rowWindow } from './row-window.ts'

const HEIGHT = 30

describe('the rows that a table draws', () => {
  it('are all of a short table', () => {
    expect(rowWindow(5, HEIGHT, 0, 10)).toEqual({ from: 0, to: 5, before: 0, after: 0 })
    expect(rowWindow(0, HEIGHT, 0, 10)).toEqual({ from: 0, to: 0, before: 0, after: 0 })
  })

  it('are those in sight and some around', () => {
    expect(rowWindow(1000, HEIGHT, 100, 10)).toEqual({ from: 88, to: 122, before: 88 * HEIGHT, after: (1000 - 122) * HEIGHT })
  })

  it('reach the last one at the end', () => {
    const { from, to, after } = rowWindow(1000, HEIGHT, 990, 10)
    expect([from, to, after]).toEqual([978, 1000, 0])
  })

  it('take as much room as all rows, wherever the box stands', () => {
    for (const first of [-3, 0, 1, 11, 12, 13, 500, 989, 990, 999, 5000]) {
      const { from, to, before, after } = rowWindow(1000, HEIGHT, first, 10)
      expect(before + (to - from) * HEIGHT + after).toBe(1000 * HEIGHT)
      expect(to).toBeGreaterThan(from)
    }
  })

  it('are the last ones when the table became shorter than where the box stands', () => {
    expect(rowWindow(20, HEIGHT, 500, 10)).toEqual({ from: 0, to: 20, before: 0, after: 0 })
    expect(rowWindow(100, HEIGHT, 500, 10)).toMatchObject({ from: 78, to: 100, after: 0 })
  })
})
