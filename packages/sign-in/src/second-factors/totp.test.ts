import { expect, test } from 'vitest'
import { checkTotp, newRecoveryCodes, newTotp, normalRecoveryCode, totpAt } from './index.ts'

/** `12345678901234567890`, the secret of RFC 6238's test vectors. */
const RFC = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %i seconds the code is that of RFC 6238', (seconds, code) => {
  expect(totpAt(RFC, seconds * 1000)).toBe(code)
  expect(checkTotp(RFC, code, seconds * 1000, 0)).toBe(Math.floor(seconds / 30))
})

test('a code is good for its step and one beside it, and once', () => {
  const now = 1_800_000_000_000
  const code = totpAt(RFC, now)
  const step = now / 30_000
  expect(checkTotp(RFC, ` ${code.slice(0, 3)} ${code.slice(3)} `, now, 0)).toBe(step)
  expect(checkTotp(RFC, code, now + 30_000, 0)).toBe(step)
  expect(checkTotp(RFC, code, now - 30_000, 0)).toBe(step)
  expect(checkTotp(RFC, code, now + 60_000, 0)).toBeNull()
  expect(checkTotp(RFC, code, now, step)).toBeNull()
  expect(checkTotp(RFC, totpAt(RFC, now - 30_000), now, step)).toBeNull()
  for (const wrong of ['', '12345', '1234567', 'abcdef', '１２３４５６', '000000 OR 1=1']) expect(checkTotp(RFC, wrong, now, 0)).toBeNull()
})

test('secrets differ, and their address names site and person safely', () => {
  const { secret, uri } = newTotp('Sales & Söhne', 'ann:x@example.org')
  expect(newTotp('a', 'b').secret).not.toBe(secret)
  const address = new URL(uri)
  expect(address.protocol).toBe('otpauth:')
  expect(address.searchParams.get('secret')).toBe(secret)
  expect(address.searchParams.get('issuer')).toBe('Sales & Söhne')
})

test('recovery codes are ten different ones that may be typed as one likes', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) {
    expect(code).toMatch(/^[a-hj-km-np-z2-9]{5}-[a-hj-km-np-z2-9]{5}$/)
    expect(normalRecoveryCode(` ${code.toUpperCase().replace('-', ' ')} `)).toBe(code)
  }
  for (const wrong of ['', 'abcde', 'abcde-abcdef', 'abcde_abcde', "abcde'abcd"]) expect(normalRecoveryCode(wrong)).toBeNull()
})
