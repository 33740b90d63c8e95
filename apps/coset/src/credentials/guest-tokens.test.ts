import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { createGuestTokens, type GuestTokenOptions } from './guest-tokens.ts'

const NOW = 1_700_000_000_000
const options: GuestTokenOptions = {
  secretKey: 'a secret key of the tests, thirty-two bytes',
  secret: '',
  seconds: 300,
  audience: 'https://bi.example',
  now: () => NOW,
}
const claims = {
  user: { username: 'u' },
  dashboards: ['5', 'uuid'],
  rules: [
    { dataset: 3, clause: 'a = 1' },
    { dataset: null, clause: 'b = 2' },
  ],
}

describe('tokens of guests', () => {
  test('say what was put in', async () => {
    const tokens = createGuestTokens(options)
    expect(await tokens.verify(await tokens.sign(claims))).toEqual(claims)
  })

  test('are good until they end, not a second longer', async () => {
    const token = await createGuestTokens(options).sign(claims)
    expect(await createGuestTokens({ ...options, now: () => NOW + 299_000 }).verify(token)).toEqual(claims)
    expect(await createGuestTokens({ ...options, now: () => NOW + 300_000 }).verify(token)).toBeNull()
  })

  test.each([
    ['another secret key', { secretKey: 'another secret key, of thirty-two bytes' }],
    ['a shared secret instead', { secret: 'a secret that two services know, 42 bytes.' }],
    ['another audience', { audience: 'https://other.example' }],
  ])('are nothing to %s', async (_name, more) => {
    expect(await createGuestTokens({ ...options, ...more }).verify(await createGuestTokens(options).sign(claims))).toBeNull()
  })

  test('of others open dashboards only, and rules without a dataset hold everywhere', async () => {
    const secret = 'a secret that two services know, 42 bytes.'
    const made = {
      user: {},
      resources: [
        { type: 'dashboard', id: 5 },
        { type: 'chart', id: 'x' },
      ],
      rls_rules: [
        { dataset: null, clause: 'a = 1' },
        { dataset: '7', clause: 'b = 2', more: 1 },
      ],
      type: 'guest',
      iat: NOW / 1000 - 0.5,
      exp: NOW / 1000 + 60.25,
      aud: options.audience,
    }
    const token = await new SignJWT(made).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret))
    expect(await createGuestTokens({ ...options, secret }).verify(token)).toEqual({
      user: {},
      dashboards: ['5'],
      rules: [
        { dataset: null, clause: 'a = 1' },
        { dataset: 7, clause: 'b = 2' },
      ],
    })
  })
})
