import { expect, test } from 'vitest'
import { add, type Book, drop, EMPTY, end, fresh, mark, readBook, unread, type Work } from './book.ts'

const work = (id: string, more: Partial<Work> = {}): Work => ({
  id,
  kind: 'chart',
  group: 'dashboard:1',
  title: 'Sales',
  href: '/superset/dashboard/1/',
  since: 0,
  ...more,
})
const bookOf = (...works: readonly Work[]): Book => works.reduce(add, EMPTY)

test('works of one group are told as one, when the last of them has ended', () => {
  const both = bookOf(work('a'), work('b'))
  const half = end(both, 'a', 'error', 9000)
  expect(half.notices).toEqual([])
  const all = end(half, 'b', 'done', 9500)
  expect(all.open).toEqual([])
  expect(all.notices).toEqual([
    { id: 'b', kind: 'chart', title: 'Sales', href: '/superset/dashboard/1/', file: false, count: 2, failed: 1, at: 9500, read: false, shown: false },
  ])
  expect(unread(all)).toBe(1)
  // Told once, however often it is heard
  expect(end(all, 'b', 'done', 9900)).toBe(all)
})

test('charts that were quick are no news, failures and queries are', () => {
  expect(end(bookOf(work('a')), 'a', 'done', 2000)).toEqual(EMPTY)
  expect(end(bookOf(work('a')), 'a', 'error', 2000).notices).toHaveLength(1)
  expect(end(bookOf(work('q', { kind: 'query', group: 'q' })), 'q', 'done', 10).notices).toHaveLength(1)
})

test('work that nobody wants, and of which no word will come, is forgotten', () => {
  expect(drop(bookOf(work('a')), 'a')).toEqual(EMPTY)
  expect(drop(EMPTY, 'a')).toBe(EMPTY)
  expect(fresh(bookOf(work('old'), work('new', { since: 90_000_000 })), 90_000_001).open.map((one) => one.id)).toEqual(['new'])
})

test('the newest word about a thing replaces the older; at most fifty are kept', () => {
  const twice = end(add(end(bookOf(work('a')), 'a', 'done', 5000), work('b')), 'b', 'done', 9000)
  expect(twice.notices.map((one) => one.id)).toEqual(['b'])
  let book = EMPTY
  for (let i = 0; i < 60; i++) book = end(add(book, work(`${i}`, { group: `${i}`, href: `/${i}` })), `${i}`, 'done', 5000 + i)
  expect(book.notices).toHaveLength(50)
  expect(book.notices[0]?.id).toBe('59')
  expect(unread(mark(book, () => true, { read: true }))).toBe(0)
})

test('what a browser kept is read, and what is damaged counts as not there', () => {
  const book = end(bookOf(work('a'), work('b', { group: 'x' })), 'a', 'done', 5000)
  expect(readBook(JSON.stringify(book))).toEqual(book)
  for (const text of [null, '', '{', 'null', '[]', '{"open":7}']) expect(readBook(text)).toEqual(EMPTY)
  expect(readBook('{"open":[{"id":1}],"notices":[null,{"id":"a"}]}')).toEqual(EMPTY)
})
