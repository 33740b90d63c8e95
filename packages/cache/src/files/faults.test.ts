import { execFile } from 'node:child_process'
import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startProcess, temporaryFolder } from '@coset/testing'
import { describe, expect, test } from 'vitest'
import { filesCache } from './index.ts'

const CHILD = fileURLToPath(import.meta.resolve('./child.test-support.ts'))
const one = Uint8Array.of(1)

const lines = (text: string): readonly Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const together = async (folder: string, what: string, count: number): Promise<readonly Record<string, unknown>[]> => {
  const children = Array.from({ length: count }, () => startProcess([CHILD, folder, what]))
  for (const child of children) expect([await child.ended(), child.output()]).toEqual([0, expect.anything()])
  return children.flatMap((child) => lines(child.output()))
}

describe('a folder that fails', () => {
  test('a full disk: told once, the rest still read, nothing half written, tried again', async () => {
    using folder = temporaryFolder()
    // No file above 16 kB can be written, by root neither
    const { stdout } = await promisify(execFile)('bash', ['-c', 'ulimit -f 16 && exec "$0" "$@"', process.execPath, CHILD, folder.path, 'fill'])
    const [first, later, last] = lines(stdout)
    expect(first).toEqual({ kept: 100, grown: -1, said: ['lost'] })
    expect(later).toEqual({ said: ['lost EFBIG'] })
    expect(last).toEqual({ small: 10, said: ['lost', 'back'] })
    expect(await readdir(join(folder.path, 'writing'))).toEqual([])
  }, 30_000)

  test('a file where the folder should be: empty, told once, told when it is usable', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'cache')
    await writeFile(path, 'in the way')
    const said: string[] = []
    const cache = await filesCache({ url: `file://${path}`, prefix: '', maxBytes: 1e6, restMs: 40, watch: (state) => said.push(state) })
    for (let i = 0; i < 3; i++) {
      await cache.set('k', one, 60)
      expect(await cache.get('k')).toBeUndefined()
      expect(await cache.lease('l', 'me', 60)).toBe(true)
      await cache.release('l', 'me')
      await cache.delete('k')
      await cache.deletePrefix('')
      await wait(50)
    }
    expect(said).toEqual(['lost'])
    await rm(path)
    await expect
      .poll(
        async () => {
          await cache.set('k', one, 60)
          return cache.get('k')
        },
        { timeout: 3000 },
      )
      .toEqual(Buffer.from(one))
    expect(said).toEqual(['lost', 'back'])
    await cache.close()
  })

  test('what was to be removed while the folder was away is not seen afterwards', async () => {
    using folder = temporaryFolder()
    const [path, away] = [join(folder.path, 'cache'), join(folder.path, 'away')]
    const cache = await filesCache({ url: `file://${path}`, prefix: '', maxBytes: 1e6, restMs: 40, watch: () => undefined })
    for (const key of ['chart:1:a', 'chart:1:b', 'chart:2', 'one']) await cache.set(key, one, 60)
    await rename(path, away)
    await writeFile(path, 'in the way')
    await cache.deletePrefix('chart:1:')
    await cache.delete('one')
    await rm(path)
    await rename(away, path)
    await expect.poll(() => cache.get('chart:2'), { timeout: 3000 }).toBeDefined()
    for (const key of ['chart:1:a', 'chart:1:b', 'one']) expect(await cache.get(key)).toBeUndefined()
    await cache.close()
  })

  test('a folder that is removed while in use is made again', async () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'cache')
    const said: string[] = []
    const cache = await filesCache({ url: `file://${path}`, prefix: '', maxBytes: 1e6, watch: (state, reason) => said.push(`${state} ${reason}`) })
    for (let i = 0; i < 3; i++) {
      await cache.set('k', one, 60)
      expect(await cache.get('k')).toBeDefined()
      expect(await cache.lease('l', 'me', 60)).toBe(true)
      await cache.close()
      await rm(path, { recursive: true })
      expect(await cache.get('k')).toBeUndefined()
      await cache.deletePrefix('')
    }
    expect(said).toEqual([])
  })
})

describe('several processes on one folder', () => {
  test('each lease is one process’s, and free again once it is over', async () => {
    using folder = temporaryFolder()
    interface Taken {
      readonly name: string
      readonly after: number
      readonly before: number
    }
    const said = await together(folder.path, 'leases', 3)
    const taken = said.flatMap((found) => found['got'] as Taken[])
    const byName = Object.values(Object.groupBy(taken, ({ name }) => name)).map((all) => (all ?? []).toSorted((a, b) => a.before - b.before))
    expect(byName).toHaveLength(100)
    expect(taken.length).toBeGreaterThan(300)
    for (const all of byName) for (const [i, next] of all.slice(1).entries()) expect(next.before - (all[i]?.after ?? 0)).toBeGreaterThanOrEqual(500)
  }, 60_000)

  test('values are whole while all write, remove and sweep', async () => {
    using folder = temporaryFolder()
    expect(await together(folder.path, 'contest', 3)).toEqual([{ mixed: [] }, { mixed: [] }, { mixed: [] }])
  }, 60_000)
})
