import { expect, test } from 'vitest'
import { createForeignSecrets } from './foreign-secrets.ts'

/** Sealed by sqlalchemy-utils’ AesEngine under this key. */
const open = createForeignSecrets('an old secret key')

test.each([
  ['v6tmtReH023HXKKDB2O3Lw==', 's3cret €'],
  ['h2yMbTPhPIUERrhjDVzjzQ==', '{"a":1}'],
  ['UqOgVHQ6fPFaFhXUL2QS0W7CVVnYM6SBO1NYYQ9bwIQ=', 'x'.repeat(16)],
])('%s is opened', (sealed, plain) => {
  expect(open(sealed)).toBe(plain)
})

test('nothing stays nothing', () => {
  expect([open(null), open('')]).toEqual([null, null])
})

test.each(['v6tmtReH023HXKKDB2O3Lw==', 'UqOgVHQ6fPFaFhXUL2QS0W7CVVnYM6SBO1NYYQ9bwIQ=', 'AAAA'])('%s under another key is told as a wrong key', (sealed) => {
  expect(() => createForeignSecrets('another key')(sealed)).toThrow(/cannot be opened with this key/)
})
