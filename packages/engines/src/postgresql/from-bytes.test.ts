import { pick, seededRandom, whole } from '@coset/testing'
import { expect, test } from 'vitest'
import { pgType } from './types.ts'

/** Among other bytes, as on the wire. */
const fromBytes = (oid: number, text: string): unknown => {
  const bytes = Buffer.from(`9${text}9`)
  return pgType(oid).readBytes?.(bytes, 1, bytes.length - 1)
}

const BIGINT = 20
const MOMENTS = [1114, 1184]

test.each(['0', '7', '-1', '-0', '123456789012345', '-999999999999999', '2147483647'])('the number %s is read from bytes as from its text', (text) => {
  expect(fromBytes(BIGINT, text)).toBe(pgType(BIGINT).read(text))
})

test.each(['9007199254740993', '-9223372036854775808', '1234567890123456', '', '-'])('the number %j is left to its text', (text) => {
  expect(fromBytes(BIGINT, text)).toBeUndefined()
})

test.each([
  ...[
    'infinity',
    '-infinity',
    '0044-03-15 00:00:00 BC',
    '10000-01-01 00:00:00',
    '2021-01-31',
    '0099-12-31 23:59:59',
    '2021-01-31 13:00',
    '2021-01-31T13:00:00',
  ],
  ...['2021-01-31 13:00:00+05:30', '2021-01-31 13:00:00,5', ''],
])('the moment %j is left to its text', (text) => {
  for (const oid of MOMENTS) expect(fromBytes(oid, text)).toBeUndefined()
})

const two = (value: number): string => String(value).padStart(2, '0')

test('moments of every form are read from bytes as from their texts', () => {
  const random = seededRandom(4)
  for (let i = 0; i < 20_000; i++) {
    const date = `${1000 + whole(random, 3000)}-${two(1 + whole(random, 12))}-${two(1 + whole(random, 28))}`
    const clock = `${two(whole(random, 24))}:${two(whole(random, 60))}:${two(whole(random, 60))}`
    const fraction = pick(random, ['', '', `.${1 + whole(random, 9)}`, `.${two(whole(random, 100))}`, `.${String(whole(random, 1_000_000)).padStart(6, '0')}`])
    const text = `${date} ${clock}${fraction}${pick(random, ['', '+00'])}`
    for (const oid of MOMENTS) expect(fromBytes(oid, text), text).toBe(pgType(oid).read(text))
  }
})
