import { openMetadata } from '@coset/metadata'
import { temporaryDatabase } from '@coset/testing'
import { connect } from 'amqplib'
import { afterAll } from 'vitest'
import { brokerConformance } from '../conformance.ts'
import { QUEUES } from '../port.ts'
import { openBroker } from '../registry.ts'

const URL = 'amqp://guest:guest@127.0.0.1:5672'
const stack = new AsyncDisposableStack()
const sites = new Map<string, Promise<string>>()

afterAll(async () => {
  const connection = await connect(URL)
  const channel = await connection.createChannel()
  for (const site of sites.keys()) {
    for (const queue of QUEUES) await channel.deleteQueue(`${site}.jobs.${queue}`)
    await channel.deleteExchange(`${site}.jobs.shout`)
  }
  await connection.close()
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
