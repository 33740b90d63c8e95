import { expect, test } from 'vitest'
import { metadataOf, refreshSeconds, slugText, withMember } from './metadata.ts'

test('one member is set and taken out; the rest stays, big numbers too', () => {
  const text = '{"label_colors":{"a":"#fff"},"remote_id":9007199254740993}'
  const set = withMember(text, 'refresh_frequency', 30)
  expect(set).toBe('{"label_colors":{"a":"#fff"},"remote_id":9007199254740993,"refresh_frequency":30}')
  expect(withMember(set, 'refresh_frequency', undefined)).toBe(text)
})

test('text that is no object is told, and left alone', () => {
  for (const text of ['{', '[]', '3', 'null']) {
    expect(metadataOf(text)).toBeNull()
    expect(withMember(text, 'color_scheme', 'coset')).toBe(text)
  }
  expect(metadataOf(' ')).toEqual({})
})

test('seconds are numbers above nothing', () => {
  expect([{ refresh_frequency: 30 }, { refresh_frequency: '60' }, { refresh_frequency: -1 }, { refresh_frequency: 'often' }, {}].map(refreshSeconds)).toEqual([
    30, 60, 0, 0, 0,
  ])
})

test('a slug as the server writes it', () => {
  expect([' My Slug! ', 'a/b', '!'].map(slugText)).toEqual(['My-Slug', 'ab', ''])
})
