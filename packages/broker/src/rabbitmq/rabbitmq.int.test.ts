import { openMetadata } from '@coset/metadata'
import { temporaryDatabase } from '@coset/testing'
import { afterAll } from 'vitest'
import { brokerConformance } from '../conformance.ts'
import { openBroker } from '../registry.ts'
import { removeSite } from './remove-site.test-support.ts'

const URL = 'amqp://guest:guest@127.0.0.1:5672'
const stack = new AsyncDisposableStack()
const sites = new Map<string, Promise<string>>()

afterAll(async () => {
  await removeSite(URL, [...sites.keys()])
  await stack.disposeAsync()
})

brokerConformance('RabbitMQ', async (site) => {
  const url = sites.get(site) ?? temporaryDatabase('postgresql').then((database) => stack.use(database).url)
  sites.set(site, url)
  const metadata = await openMetadata(await url)
  const broker = await openBroker({ url: URL, prefix: site, metadata, now: Date.now, watch: () => undefined })
  return {
    ...broker,
    close: async () => {
      await broker.close()
      await metadata.close()
    },
  }
})
