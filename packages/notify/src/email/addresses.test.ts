import { describe, expect, test } from 'vitest'
import { settings, to } from '../testing/notice.test-support.ts'
import { isAddress, recipients } from './addresses.ts'
import { mailServer } from './settings.ts'

test.each(['a@b', 'first.last+tag@x-y.example', "o'neil@x.example", 'jürgen@bücher.example', `${'a'.repeat(64)}@x.example`, 'a@1.example'])(
  '%s is an address',
  (text) => {
    expect(isAddress(text)).toBe(true)
  },
)

test.each([
  '',
  'a',
  '@x',
  'a@',
  'a@@b',
  'a b@x',
  'a@x y',
  '.a@x',
  'a.@x',
  'a..b@x',
  '"a"@x',
  'a@[1.2.3.4]',
  'a@-x',
  'a@x-',
  'a@x..y',
  'a@x.',
  'A <a@x>',
  '<a@x>',
  'a@x>',
  'a@x\r\nBcc: b@x',
  'a@x\0',
  'a\u202eb@x',
  'a@x\u2028',
  'a(c)@x',
  'a@x(c)',
  '@y:a@x',
  'group:a@x',
  `${'a'.repeat(65)}@x`,
  `a@${'x'.repeat(64)}`,
  `a@${'x.'.repeat(130)}y`,
])('%j is none', (text) => {
  expect(isAddress(text)).toBe(false)
})

describe('recipients', () => {
  test('commas and semicolons separate, each counts once', () => {
    expect(recipients(to(' a@x , b@x;;', 'b@x', 'c@X'))).toEqual({ to: ['a@x', 'b@x'], cc: ['b@x'], bcc: ['c@X'], all: ['a@x', 'b@x', 'c@x'] })
  })

  test('says where the wrong one stands, without showing it', () => {
    expect(recipients(to('a@x', 'a@x,evil'))).toMatch(/^Entry 2 of cc /)
    expect(recipients(to(''))).toMatch(/at least one/)
    expect(recipients(to('', 'a@x'))).toMatch(/at least one/)
    expect(recipients(to(Array.from({ length: 201 }, (_, i) => `a${i}@x`).join()))).toMatch(/201 recipients/)
  })
})

describe('the mail server', () => {
  const of = (url: string, from = 'a@x'): unknown => mailServer(settings({ email: { url, from } }))
  test('is read from its address', () => {
    expect(of('smtp://u%40x:p%3A%2F@[::1]:2525?tls_reject_unauthorized=false', '"Cosèt, Inc" <r@x>')).toEqual({
      host: '::1',
      port: 2525,
      secure: false,
      rejectUnauthorized: false,
      user: 'u@x',
      password: 'p:/',
      from: { name: 'Cosèt, Inc', address: 'r@x' },
    })
    expect([of('smtps://mail.example'), of('smtp://mail.example')]).toMatchObject([
      { port: 465, secure: true, rejectUnauthorized: true },
      { port: 587, secure: false },
    ])
  })

  test.each([
    '',
    'mail.example',
    'http://x',
    'smtp://',
    'smtp://u:S3cret@x?pool=S3cret',
    'smtp://u:%E0S3cret@x',
    'smtp://:S3cret@x',
    'smtp://u@x',
    'smtp://u:S3cret@x?tls_reject_unauthorized=no',
    'smtp://u:S3cret@x:99999',
  ])('%s is refused without its secret', (url) => {
    const said = of(url)
    expect(said).toEqual(expect.stringMatching(/mail server/))
    expect(said).not.toMatch(/S3cret@|%E0|:S3/)
  })

  test.each(['', 'x', 'A <b>', 'a@x\r\nBcc: b@x', 'A\r\n <a@x>', '<a@x> b'])('the sender %j is refused', (from) => {
    expect(of('smtp://x', from)).toEqual(expect.stringMatching(/sender/))
  })
})
