import { randomBytes } from 'node:crypto'
import { openMetadata } from '@coset/metadata'
import { temporaryFolder } from '@coset/testing'
import { afterAll, expect, test } from 'vitest'
import { configSchema } from '../config/settings.ts'
import { openBackends } from './backends.ts'
import { createLog } from './log.ts'

const folder = temporaryFolder()
const open: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of open.toReversed()) await close()
  folder[Symbol.dispose]()
})

const backends = async (secretKey: string) => {
  const config = configSchema.parse({ cacheUrl: 'redis://127.0.0.1:6379/9', dataDir: folder.path })
  const metadata = await openMetadata(`sqlite:///${folder.path}/coset.db`)
  const { caches, broker } = await openBackends({ config, secretKey, metadata, log: createLog('silent', 'x'), now: Date.now })
  open.push(
    () => metadata.close(),
    () => caches.close(),
    () => broker.close(),
  )
  return caches.regions.data
}

test('servers of one site share what they keep; another site in the same Redis neither reads, counts nor forgets it', async () => {
  const [key, foreign] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
  const [here, there, other] = [await backends(key), await backends(key), await backends(foreign)]
  await here.set('answer', new TextEncoder().encode('ours'), 60)
  expect(await here.lease('place', 'a', 60)).toBe(true)
  expect(new TextDecoder().decode((await there.get('answer')) ?? undefined)).toBe('ours')
  expect(await there.lease('place', 'b', 60)).toBe(false)
  expect((await other.get('answer')) ?? null).toBeNull()
  expect(await other.lease('place', 'b', 60)).toBe(true)
  await other.deletePrefix('')
  expect((await there.get('answer')) ?? null).not.toBeNull()
  await there.deletePrefix('')
  expect((await here.get('answer')) ?? null).toBeNull()
})
