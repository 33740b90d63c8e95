import { expect, test } from 'vitest'
import { encodeItem, parseItem } from './item.ts'
import { itemName } from './names.ts'
import { isAlive, parseLog } from './removals.ts'

const record = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(bytes.length)
  return Buffer.concat([size, bytes])
}

test('what was set before a removal of its prefix is dead, what was set behind it is alive', () => {
  const id = Buffer.from('0102030405060708', 'hex')
  const parts = ['chart:3__table:', 'ü:', ''].map(record)
  const log = parseLog(Buffer.concat([id, ...parts.slice(0, 2)]))
  const start = { log: '0102030405060708', position: 8 }
  expect(log.position).toBe(8 + 4 + 15 + 4 + 3)
  expect(isAlive(log, start, 'chart:3__table:x')).toBe(false)
  expect(isAlive(log, start, 'chart:30')).toBe(true)
  expect(isAlive(log, start, 'ü:1')).toBe(false)
  expect(isAlive(log, { ...start, position: 8 + 19 }, 'chart:3__table:x')).toBe(true)
  expect(isAlive(log, { ...start, position: 8 + 19 }, 'ü:1')).toBe(false)
  expect(isAlive(log, { ...start, log: 'ffffffffffffffff' }, 'chart:30')).toBe(false)
  expect(isAlive(parseLog(Buffer.concat([id, ...parts])), log, 'chart:30')).toBe(false)
})

test('items come back as they were; other bytes are no items', () => {
  const mark = { log: '0102030405060708', position: 77 }
  const whole = { mark, expires: 1.5e12, body: { value: Buffer.from('v') } }
  const parts = { mark, expires: 1.5e12, body: { generation: 'ab'.repeat(16), bytes: 5_000_000, parts: 10 } }
  expect(parseItem(encodeItem(whole))).toEqual(whole)
  expect(parseItem(encodeItem(parts))).toEqual(parts)
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(22), Buffer.from('hello, this is something else'), encodeItem(parts).subarray(0, 40)])
    expect(parseItem(bytes)).toBeUndefined()
})

test('names that Memcached takes', () => {
  expect(itemName('coset:', 'v', 'chart:1')).toBe('coset:v:chart:1')
  const odd = ['a b', 'ü', 'a\nb', 'x'.repeat(250), ''].map((key) => itemName('coset:', 'v', key))
  for (const name of odd) expect(name).toMatch(/^[\x21-\x7e]{1,250}$/)
  expect(new Set(odd).size).toBe(5)
  expect(itemName('#', 'v', 'a')).toMatch(/^#[A-Za-z0-9_-]{43}$/)
})
