import { scryptSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hashPassword, verifyPassword } from './passwords.ts'

const { vectors } = JSON.parse(readFileSync(new URL('../../fixtures/werkzeug-passwords.json', import.meta.url), 'utf8')) as {
  vectors: readonly { readonly password: string; readonly hash: string }[]
}

describe('passwords', () => {
  test.each(vectors.map((v) => [v.hash.split('$')[0], v] as const))('a hash of werkzeug is understood: %s', async (_method, { password, hash }) => {
    expect(await verifyPassword(password, hash)).toBe(true)
    expect(await verifyPassword(`${password} `, hash)).toBe(false)
    expect(await verifyPassword('', hash)).toBe(false)
  })

  test.each([
    [2, 8, 1],
    [16, 1, 1],
    [64, 8, 16],
    [32, 32, 4],
  ])('scrypt of N %i, r %i, p %i is understood', async (n, r, p) => {
    const hash = `scrypt:${n}:${r}:${p}$salt$${scryptSync('swordfish', 'salt', 64, { N: n, r, p }).toString('hex')}`
    expect([await verifyPassword('swordfish', hash), await verifyPassword('Swordfish', hash)]).toEqual([true, false])
  })

  test('two hashes of one password differ and both fit', async () => {
    const [a, b] = await Promise.all([hashPassword('swordfish'), hashPassword('swordfish')])
    expect(a).not.toBe(b)
    expect(a).toMatch(/^scrypt:32768:8:1\$[\w-]{16}\$[0-9a-f]{128}$/)
    expect(a.length).toBeLessThanOrEqual(255)
    expect([await verifyPassword('swordfish', a), await verifyPassword('swordfish', b), await verifyPassword('Swordfish', a)]).toEqual([true, true, false])
  })

  test.each([
    '',
    'plain',
    'swordfish$swordfish$swordfish',
    'scrypt:32768:8:1$salt$',
    'scrypt:32768:8:1$salt',
    'scrypt:32768:8:1$salt$zz',
    'scrypt:3:8:1$salt$00',
    'scrypt:32768:1.5:1$salt$00',
    'scrypt:0:0:0$salt$00',
    'scrypt:1073741824:32:16$salt$00',
    'scrypt$salt$00',
    'pbkdf2:md5:1000$salt$00',
    'pbkdf2:sha256:1e12$salt$00',
    'pbkdf2:sha256:0$salt$00',
    'pbkdf2:sha256:1000$salt$',
    'plain$$',
    'sha256$salt$00',
  ])('what is no hash fits no password: %s', async (hash) => {
    for (const password of ['', 'swordfish', hash]) expect(await verifyPassword(password, hash)).toBe(false)
  })
})
