// A process of its own that answers jobs: `node broker-worker.ts REDIS PREFIX CONCURRENCY`. It keeps each answer and tells its id, as result backends do.
import { openBroker } from '@coset/broker'
import { Redis } from 'ioredis'
import { answerKey, answersChannel } from './round-trips.ts'

const [url = '', prefix = '', concurrency = '4'] = process.argv.slice(2)
const client = new Redis(url)
const broker = await openBroker({ url, prefix, metadata: null as never, now: Date.now, watch: () => undefined })
const consumer = await broker.consume('maintenance', { concurrency: Number(concurrency), visibilityMs: 30_000 }, async (job) => {
  await client.pipeline().set(answerKey(prefix, job.id), JSON.stringify(job.payload), 'EX', 60).publish(answersChannel(prefix), job.id).exec()
  return { kind: 'done' }
})
process.once('SIGTERM', () => {
  void consumer
    .close(100)
    .then(() => broker.close())
    .finally(() => process.exit(0))
})
process.stdout.write('ready\n')
