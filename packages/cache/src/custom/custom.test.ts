import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '@coset/testing'
import { expect, test } from 'vitest'
import { cacheConformance } from '../conformance.ts'
import { openCache } from '../registry.ts'

const SAMPLE = fileURLToPath(new URL('../../fixtures/map-cache.mjs', import.meta.url))
const open = (target: string, said: string[] = []) =>
  openCache({ url: `module:${target}`, maxBytes: 7, prefix: 'coset:', watch: (state, reason) => said.push(`${state} ${reason}`) })

cacheConformance('a module of one’s own', () => open(SAMPLE))

const failureOf = async (source: string): Promise<string> => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'hunter2.mjs')
  await writeFile(path, source)
  try {
    await open(path)
    return 'opened'
  } catch (error) {
    return String(error)
  }
}

test.each([
  ['export const cache = 1', /BadRequest: .*must export a function as its default/],
  ['export default {}', /must export a function as its default/],
  ['export default (', /cannot be loaded/],
  ['throw new Error("hunter2")', /cannot be loaded/],
  ['export default () => { throw new Error("hunter2") }', /failed when it was opened/],
  ['export default async () => null', /lacks shared, get, set, delete, deletePrefix, lease, release, close$/],
  [
    'const f = async () => undefined; export default () => ({ shared: "yes", get: f, set: f, delete: f, lease: f, close: 1 })',
    /lacks shared, deletePrefix, release, close$/,
  ],
])('%s is refused', async (source, says) => {
  const failure = await failureOf(source)
  expect(failure).toMatch(says)
  expect(failure).not.toMatch(/hunter2/)
})

test('is told prefix, bound and watcher; its failures count as absence', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'failing.mjs')
  await writeFile(
    path,
    `export default ({ prefix, maxBytes, watch }) => {
      watch('lost', prefix + maxBytes)
      const fail = async () => { throw new Error('out of order') }
      class Failing { shared = true; get() { return fail() } set() { return fail() } delete() { throw new Error('at once') } deletePrefix() { return fail() }
        lease() { return fail() } release() { return fail() } async close() {} }
      return new Failing()
    }`,
  )
  const said: string[] = []
  const cache = await open(path, said)
  expect(await cache.get('k')).toBeUndefined()
  await cache.set('k', Uint8Array.of(1), 60)
  await cache.delete('k')
  expect(await cache.lease('k', 'me', 60)).toBe(true)
  expect(said).toEqual(['lost coset:7', 'lost out of order'])
  await cache.close()
})

test('a package is found by its name', async () => {
  await expect(open('lru-cache')).rejects.toThrow(/must export a function as its default/)
})
