import { expect, test } from 'vitest'
import { isConflict } from './conflicts.ts'
import { joinParts } from './entries.ts'
import { isPlain, leaseName, leaseOwner, storedKey } from './names.ts'

const [first, second] = ['0123456789abcdef 2 ', 'ffffffffffffffff 2 ']
const part = (head: string, text: string): string => head + Buffer.from(text).toString('base64')

test('parts join only when they are all parts of one set', () => {
  expect(joinParts([part(first, 'ab'), part(first, 'cd')])).toEqual(Buffer.from('abcd'))
  expect(joinParts(['0123456789abcdef 1 '])).toEqual(Buffer.alloc(0))
  for (const parts of [[], [part(first, 'ab')], [part(first, 'ab'), part(second, 'cd')], [part(first, 'a'), part(first, 'b'), part(first, 'c')], ['YWI=']])
    expect(joinParts(parts)).toBeUndefined()
})

test('keys that databases would take for others are hashed', () => {
  expect(storedKey('coset:chart:3__table:x')).toBe('coset:chart:3__table:x')
  for (const key of ['', 'a ', 'ä', 'a\u0000', '#a', 'x'.repeat(256)]) {
    expect(isPlain(key)).toBe(false)
    expect(storedKey(key)).toMatch(/^#[\w-]{43}$/)
  }
  expect(leaseName('x'.repeat(1000)).length).toBeLessThanOrEqual(100)
  expect(leaseOwner('me')).toBe('me')
  for (const owner of ['', 'm e', '#', 'x'.repeat(101)]) expect(leaseOwner(owner)).toMatch(/^#[\w-]{43}$/)
})

test('giving way is no fault; being away is', () => {
  expect(isConflict(Object.assign(new Error('deadlock'), { code: '40P01' }))).toBe(true)
  expect(isConflict(Object.assign(new Error('deadlock'), { code: 'ER_LOCK_DEADLOCK' }))).toBe(true)
  expect(isConflict(Object.assign(new Error('busy'), { code: 'ERR_SQLITE_ERROR', errcode: 5 }))).toBe(true)
  expect(isConflict(Object.assign(new Error('full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }))).toBe(false)
  expect(isConflict(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }))).toBe(false)
})
