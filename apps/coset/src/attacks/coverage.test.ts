import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../../..')
const CASES = Array.from({ length: 40 }, (_, i) => i + 1)
/** `12: …` or `10, 12: …` at the start of a test’s title, also of one that is run for many values. */
const TITLE = /^\s*(?:it|test)(?:\.each\([^)\n]*\))?\(\s*(['"`])(\d+(?:, \d+)*): |^\s*\]\)\(\s*(['"`])(\d+(?:, \d+)*): |^\s*(['"`])(\d+(?:, \d+)*): .*\5,$/gm

const sources = function* (folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.test\.tsx?$/.test(entry.name)) yield path
  }
}

/** Numbers of attack cases in the titles of a test file. */
const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(TITLE)].flatMap((match) => (match[2] ?? match[4] ?? match[6] ?? '').split(', ').map(Number))

test('titles of every form are read', () => {
  expect(numbersIn("test('7: x', () => 1)\n  it.each(many)('8, 9: %s', (x) => x)\n  ])('10: %s', f)\n  '11: %s is left out',")).toEqual([7, 8, 9, 10, 11])
  expect(numbersIn("test('x 7: y', f)\n// 8: z\nconst a = { b: '9: c' }")).toEqual([])
})

test('every attack case has a test that names it', () => {
  const tried = new Set<number>()
  for (const folder of ['apps', 'packages', 'e2e'])
    for (const path of sources(join(ROOT, folder))) for (const number of numbersIn(readFileSync(path, 'utf8'))) tried.add(number)
  expect(CASES.filter((number) => !tried.has(number))).toEqual([])
})
