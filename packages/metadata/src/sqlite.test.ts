import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '@coset/testing'
import { afterAll, expect, test } from 'vitest'
import { metadataConformance } from './conformance.ts'
import { openMetadata } from './open.ts'

const folder = temporaryFolder()
afterAll(() => folder[Symbol.dispose]())

metadataConformance('SQLite', async () => `sqlite:///${join(folder.path, 'deep', 'coset.db')}`, 1)

test('processes that start at once on an empty file migrate it once', async () => {
  const url = `sqlite:///${join(folder.path, 'crowd.db')}`
  const program = `import { openMetadata } from ${JSON.stringify(import.meta.resolve('./open.ts'))}; await (await openMetadata(${JSON.stringify(url)})).close()`
  const start = (): Promise<unknown> => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  await Promise.all([start(), start(), start(), start()])
  const metadata = await openMetadata(url)
  expect(await metadata.db.selectFrom('users').selectAll().execute()).toEqual([])
  await metadata.close()
}, 30_000)

test('a second process sees what the first wrote', async () => {
  const url = `sqlite:///${join(folder.path, 'two.db')}`
  const one = await openMetadata(url)
  const two = await openMetadata(url)
  await one.db.insertInto('settings').values({ name: 'a', value: '1' }).execute()
  expect(await two.db.selectFrom('settings').selectAll().where('name', '=', 'a').execute()).toEqual([{ name: 'a', value: '1' }])
  await one.close()
  await two.close()
})

test('other addresses are refused by name, without the password', async () => {
  await expect(openMetadata('oracle://u:hunter2@h/d')).rejects.toThrow(/must start with sqlite:/)
  await expect(openMetadata('oracle://u:hunter2@h/d')).rejects.not.toThrow(/hunter2/)
})
