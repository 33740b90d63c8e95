import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { signBody, verifySignature } from './signature.ts'

const body = Buffer.from('{"name":"ü"}')
const header = signBody('s3cret', body, 1_700_000_000)
const at = (nowSeconds: number) => ({ nowSeconds })

test('is the HMAC-SHA256 that anybody can compute', () => {
  const hex = createHmac('sha256', 's3cret').update('1700000000.{"name":"ü"}').digest('hex')
  expect(header).toBe(`t=1700000000,v1=${hex}`)
  expect(verifySignature('s3cret', body, header, at(1_700_000_100))).toBe(true)
})

test('holds for this body, secret and time only', () => {
  expect(verifySignature('other', body, header, at(1_700_000_000))).toBe(false)
  expect(verifySignature('s3cret', Buffer.from('{"name":"u"}'), header, at(1_700_000_000))).toBe(false)
  expect(verifySignature('s3cret', body, header.replace('1700000000', '1700000001'), at(1_700_000_000))).toBe(false)
  expect(verifySignature('s3cret', body, header, at(1_700_000_301))).toBe(false)
  expect(verifySignature('s3cret', body, header, at(1_699_999_699))).toBe(false)
  expect(verifySignature('s3cret', body, header, { nowSeconds: 1_700_000_301, toleranceSeconds: 400 })).toBe(true)
})

test.each(['', 't=1,v1=', 'v1=00', header.toUpperCase(), `${header},v1=00`, ` ${header}`, header.slice(0, -1), `t=NaN,v1=${'0'.repeat(64)}`])(
  'is refused when it is %j',
  (odd) => {
    expect(verifySignature('s3cret', body, odd, at(1_700_000_000))).toBe(false)
  },
)

test('an empty secret verifies nothing', () => {
  expect(verifySignature('', body, signBody('', body, 1_700_000_000), at(1_700_000_000))).toBe(false)
})
