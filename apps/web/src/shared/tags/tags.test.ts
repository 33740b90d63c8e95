import { expect, test } from 'vitest'
import { customTags, tagChange } from './tags.ts'

test.each([
  [[], [], [], []],
  [['a'], ['a', 'b'], ['b'], []],
  [['a', 'b'], ['b'], [], ['a']],
  [['a'], [' a ', '', '  ', 'c', 'c'], ['c'], []],
  [['Sales'], ['sales'], ['sales'], ['Sales']],
])('from %j to %j', (before, now, added, removed) => {
  expect(tagChange(before, now)).toEqual({ added, removed })
})

test('tags of the server’s own are not shown', () => {
  const tags = [
    { id: 1, name: 'mine', type: 1 },
    { id: 2, name: 'owner:1', type: 3 },
    { id: 3, name: 'theirs', type: 'TagType.custom' },
  ]
  expect(customTags(tags).map((tag) => tag.id)).toEqual([1, 3])
})
