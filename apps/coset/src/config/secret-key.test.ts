import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@coset/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { secretKeyOf } from './secret-key.ts'
import { configSchema } from './settings.ts'

const root = temporaryFolder()
afterAll(() => root[Symbol.dispose]())
const GOOD = 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW'
const config = (secretKey: string, dataDir = join(root.path, 'unused')) => configSchema.parse({ secretKey, dataDir })

/** Attack case 1: a key that others know lets them sign sessions and tokens. */
describe('secret key', () => {
  test.each([
    ['of the reference', 'CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET'],
    ['of the reference, older', '\\2\\1thisismyscretkey\\1\\2\\e\\y\\y\\h'],
    ['of its deployment pages', 'thisISaSECRET_1234'],
    ['of its container files', 'TEST_NON_DEV_SECRET'],
    ['of another product', 'c292a0a3aa32397cdb050e233733900f'],
    ['for guests', 'test-guest-secret-change-me'],
    ['with blanks around', ' changemechangemechangemechangeme '],
    ['in other letters', 'ChangeMeChangeMeChangeMeChangeMe'],
    ['short', 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCx'],
    ['one character', 'a'.repeat(64)],
    ['a few characters', 'abcabcabcabcabcabcabcabcabcabcabcabcabc'],
    ['absent', ''],
  ])('1: %s is refused in production, and not repeated in the message', (_name, key) => {
    expect(() => secretKeyOf(config(key), true)).toThrow(/COSET_SECRET_KEY/)
    if (key !== '') expect(() => secretKeyOf(config(key), true)).not.toThrow(key)
    expect(existsSync(join(root.path, 'unused'))).toBe(false)
  })

  test('a good one is taken as it is', () => {
    expect(secretKeyOf(config(GOOD), true)).toBe(GOOD)
    expect(secretKeyOf(config(GOOD), false)).toBe(GOOD)
  })

  test('32 bytes count, not letters', () => {
    expect(() => secretKeyOf(config('äöüßéèêëàâ123456'), true)).toThrow(/fewer than 32 bytes/)
    expect(secretKeyOf(config('äöüßéèêëàâçñ12345678'), true)).toBe('äöüßéèêëàâçñ12345678')
  })

  test('outside production one is made once, for the owner alone', () => {
    const folder = join(root.path, 'made')
    const key = secretKeyOf(config('', folder), false)
    expect(Buffer.from(key, 'base64').byteLength).toBeGreaterThanOrEqual(32)
    expect(secretKeyOf(config('', folder), false)).toBe(key)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'secret-key')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'secret-key'), 'utf8')).toBe(key)
    expect(secretKeyOf(config('', join(root.path, 'other')), false)).not.toBe(key)
  })
})
