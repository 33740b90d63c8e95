import { describe, expect, it } from 'vitest'
import { movedItem, withItem, withoutItem } from './list-edits.ts'

describe('list edits', () => {
  it('add, replace, remove', () => {
    expect(withItem([1], null, 2)).toEqual([1, 2])
    expect(withItem([1, 2], 0, 9)).toEqual([9, 2])
    expect(withoutItem([1, 2], 5)).toEqual([1, 2])
  })
  it('move both ways and stay inside', () => {
    expect(movedItem(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
    expect(movedItem(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    const list = ['a']
    expect(movedItem(list, 3, 0)).toBe(list)
    expect(movedItem(['a', 'b'], 0, 9)).toEqual(['b', 'a'])
  })
})
