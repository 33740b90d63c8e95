import { describe, expect, test } from 'vitest'
import { createSecrets } from './secrets.ts'

const KEY = 'kq9-0123456789-abcdefghijklmnop-ABCDEF'

describe('secrets at rest', () => {
  const secrets = createSecrets(KEY)

  test.each(['', 'p', 'päss🐘wörd\n', 'x'.repeat(100_000), 'v1:looks sealed'])('come back as they were: %#', (plain) => {
    expect(secrets.open(secrets.seal(plain))).toBe(plain)
    expect(createSecrets(KEY).open(secrets.seal(plain))).toBe(plain)
  })

  test('two seals of one text differ and hide it', () => {
    const [a, b] = [secrets.seal('swordfish'), secrets.seal('swordfish')]
    expect(a).not.toBe(b)
    for (const sealed of [a, b]) expect(Buffer.from(sealed.slice(3), 'base64').toString('latin1')).not.toContain('swordfish')
  })

  test('another key opens nothing', () => {
    const sealed = secrets.seal('swordfish')
    for (const key of [`${KEY} `, KEY.toUpperCase(), '', KEY.slice(1)]) expect(() => createSecrets(key).open(sealed)).toThrow(/cannot be opened/)
  })

  test('a change of any byte is noticed', () => {
    const bytes = Buffer.from(secrets.seal('swordfish').slice(3), 'base64')
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes)
      changed[i] = (changed[i] ?? 0) ^ 1
      expect(() => secrets.open(`v1:${changed.toString('base64')}`), `byte ${i}`).toThrow(/cannot be opened/)
    }
  })

  test.each(['', 'v1:', 'v1:AAAA', 'swordfish', `v1:${Buffer.alloc(28).toString('base64')}`, `v2:${'A'.repeat(80)}`])(
    'what was never sealed is refused: %j',
    (text) => {
      expect(() => secrets.open(text)).toThrow(/cannot be opened/)
    },
  )

  test('another prefix is not read as the first version', () => {
    const sealed = secrets.seal('swordfish')
    expect(() => secrets.open(`v2:${sealed.slice(3)}`)).toThrow(/cannot be opened/)
  })

  test('the sentence of the error tells nothing of the secret', () => {
    const sealed = secrets.seal('swordfish')
    const tell = (): string => {
      try {
        return createSecrets('other').open(sealed)
      } catch (error) {
        return String(error)
      }
    }
    expect(tell()).not.toContain('swordfish')
    expect(tell()).not.toContain(KEY)
  })
})
