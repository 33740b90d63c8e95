import { createReadStream } from 'node:fs'
import { copyFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type TemporaryFolder, temporaryFolder } from '@coset/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { cacheConformance } from '../conformance.ts'
import { openCache } from '../registry.ts'
import { filesCache } from './index.ts'

let conformanceFolder: TemporaryFolder | undefined
afterAll(() => conformanceFolder?.[Symbol.dispose]())
cacheConformance('files', () => {
  conformanceFolder = temporaryFolder()
  return openCache({ url: `file://${conformanceFolder.path}`, maxBytes: 1e9, prefix: 'coset:', watch: () => undefined })
})

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))

const open = (folder: string, options: { readonly maxBytes?: number; readonly said?: string[] } = {}) =>
  filesCache({
    url: `file://${folder}`,
    prefix: '',
    maxBytes: options.maxBytes ?? 1e9,
    restMs: 50,
    touchMs: 0,
    watch: (state) => options.said?.push(state),
  })

describe('a cache in files', () => {
  test('is for its user alone', async () => {
    using folder = temporaryFolder()
    const cache = await open(join(folder.path, 'a', 'b'))
    await cache.set('k', Uint8Array.of(1), 60)
    await cache.lease('k', 'me', 60)
    for (const one of await readdir(folder.path, { recursive: true })) {
      const { mode } = await stat(join(folder.path, one))
      expect([one, mode & 0o077]).toEqual([one, 0])
    }
    await cache.close()
  })

  test('holds about what it may; the longest unused go first', async () => {
    using folder = temporaryFolder()
    const cache = await open(folder.path, { maxBytes: 1_000_000 })
    for (let i = 0; i < 60; i++) {
      await cache.set(`k${i}`, new Uint8Array(40_000), 60)
      await cache.get('k0')
      await wait(5)
    }
    await cache.close()
    const sizes = await Promise.all((await filesIn(join(folder.path, 'entries'))).map(async (path) => (await stat(path)).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_070_000)
    expect(sizes.length).toBeGreaterThan(15)
    expect(await cache.get('k0')).toBeDefined()
    expect(await cache.get('k59')).toBeDefined()
    expect(await cache.get('k1')).toBeUndefined()
  })

  test('a value that is too large is not kept, and no older one in its place', async () => {
    using folder = temporaryFolder()
    const cache = await open(folder.path, { maxBytes: 10_000 })
    await cache.set('k', new Uint8Array(10), 60)
    await cache.set('k', new Uint8Array(2501), 60)
    expect(await cache.get('k')).toBeUndefined()
    expect(await filesIn(folder.path)).toEqual([])
    await cache.close()
  })

  test('expired files, and drafts of processes that ended, go away', async () => {
    using folder = temporaryFolder()
    const first = await open(folder.path)
    for (let i = 0; i < 20; i++) await first.set(`k${i}`, new Uint8Array(10), i < 10 ? 0.7 : 60)
    await first.close()
    await wait(750)
    expect(await filesIn(folder.path)).toHaveLength(20)
    const second = await open(folder.path)
    await second.set('new', new Uint8Array(10), 60)
    await second.close()
    expect(await filesIn(folder.path)).toHaveLength(11)
  })

  test('foreign files and folders in the way are left alone', async () => {
    using folder = temporaryFolder()
    const said: string[] = []
    const cache = await open(folder.path, { said })
    await cache.set('k', Uint8Array.of(1), 60)
    const fan = (await readdir(join(folder.path, 'entries')))[0] ?? ''
    await writeFile(join(folder.path, 'entries', 'README'), 'mine')
    await writeFile(join(folder.path, 'entries', fan, 'notes.txt'), 'mine')
    await cache.deletePrefix('')
    expect(await cache.get('k')).toBeUndefined()
    expect(await filesIn(join(folder.path, 'entries'))).toHaveLength(2)
    expect(said).toEqual([])
    await cache.close()
  })

  test.each<[string, (path: string) => Promise<void>]>([
    ['cut off', (path) => truncate(path, 1000)],
    ['empty', (path) => truncate(path, 0)],
    ['longer', (path) => writeFile(path, 'x', { flag: 'a' })],
    [
      'changed in one bit',
      async (path) => {
        const file = await readFile(path)
        file.writeUInt8((file[500] ?? 0) ^ 1, 500)
        await writeFile(path, file)
      },
    ],
    [
      'with absurd lengths',
      async (path) => {
        const file = await readFile(path)
        file.writeUInt32BE(0xffff_ffff, 16)
        await writeFile(path, file)
      },
    ],
    ['something else', (path) => writeFile(path, 'hello')],
  ])('a file that is %s is an absent value, is removed, and can be set again', async (_, damage) => {
    using folder = temporaryFolder()
    const said: string[] = []
    const cache = await open(folder.path, { said })
    await cache.set('k', new Uint8Array(2000), 60)
    await cache.set('other', new Uint8Array(2000), 60)
    const path = (await filesIn(folder.path)).find((one) => one.includes(Buffer.from('k').toString('base64url'))) ?? ''
    await damage(path)
    expect(await cache.get('k')).toBeUndefined()
    expect(await filesIn(folder.path)).toHaveLength(1)
    expect(await cache.get('other')).toBeDefined()
    await cache.set('k', new Uint8Array(5), 60)
    expect(await cache.get('k')).toHaveLength(5)
    expect(said).toEqual([])
    await cache.close()
  })

  test('a file under the name of another key gives nothing', async () => {
    using folder = temporaryFolder()
    const cache = await open(folder.path)
    await cache.set('mine', Uint8Array.of(1), 60)
    await cache.set('secret', Uint8Array.of(2), 60)
    const files = await filesIn(folder.path)
    const [mine, secret] = ['mine', 'secret'].map((key) => files.find((path) => path.endsWith(Buffer.from(key).toString('base64url'))) ?? '')
    await copyFile(secret ?? '', mine ?? '')
    expect(await cache.get('mine')).toBeUndefined()
    await cache.close()
  })

  test('an unwritten lease of a process that ended is over after a while, a written one when it says so', async () => {
    using folder = temporaryFolder()
    const cache = await open(folder.path)
    expect(await cache.lease('k', 'me', 60)).toBe(true)
    const [path = ''] = await filesIn(join(folder.path, 'leases'))
    await truncate(path, 0)
    expect(await cache.lease('k', 'you', 60)).toBe(false)
    const { utimes } = await import('node:fs/promises')
    await utimes(path, 1, Date.now() / 1000 - 11)
    expect(await cache.lease('k', 'you', 60)).toBe(true)
    expect(await filesIn(join(folder.path, 'leases'))).toHaveLength(1)
    await cache.close()
  })

  test('reading while others replace the file gives one or the other', async () => {
    using folder = temporaryFolder()
    const cache = await open(folder.path)
    await cache.set('k', new Uint8Array(1_000_000).fill(1), 60)
    const [path = ''] = await filesIn(join(folder.path, 'entries'))
    const stream = createReadStream(path)
    await cache.set('k', new Uint8Array(10).fill(2), 60)
    let size = 0
    for await (const part of stream) size += (part as Buffer).length
    expect([10, 1_000_000].some((bytes) => size > bytes && size < bytes + 100)).toBe(true)
    await cache.close()
  })
})
