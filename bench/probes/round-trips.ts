import { fileURLToPath } from 'node:url'
import { openBroker } from '@coset/broker'
import { Redis } from 'ioredis'
import { startLines } from './lines.ts'

export const answerKey = (prefix: string, id: string): string => `${prefix}:answer:${id}`
export const answersChannel = (prefix: string): string => `${prefix}:answers`

/** Measures round trips: jobs a second whose answers came back, so many under way at any time. */
export interface RoundTrips extends AsyncDisposable {
  perSecond(inFlight: number, seconds: number): Promise<number>
}

const HERE = fileURLToPath(new URL('.', import.meta.url))

const removeKeys = async (client: Redis, prefix: string): Promise<void> => {
  for await (const keys of client.scanStream({ match: `*${prefix}*`, count: 1000 }) as AsyncIterable<string[]>) if (keys.length > 0) await client.unlink(keys)
}

/** Our broker on Redis with a worker process; what it leaves in Redis is removed with it. */
export const openOurRoundTrips = async (url: string, concurrency: number): Promise<RoundTrips> => {
  await using opened = new AsyncDisposableStack()
  const prefix = `bench${process.pid}`
  const worker = opened.use(startLines(process.execPath, [`${HERE}broker-worker.ts`, url, prefix, String(concurrency)], { cwd: HERE, env: process.env }))
  await worker.next()
  const [client, ear] = [new Redis(url), new Redis(url)]
  for (const one of [ear, client]) opened.defer(() => one.disconnect())
  const broker = await openBroker({ url, prefix, metadata: null as never, now: Date.now, watch: () => undefined })
  opened.defer(() => removeKeys(client, prefix))
  opened.defer(() => broker.close())
  const waiting = new Map<string, () => void>()
  ear.on('message', (_channel: string, id: string) => waiting.get(id)?.())
  await ear.subscribe(answersChannel(prefix))
  let last = 0
  const trip = async (): Promise<void> => {
    const id = String(++last)
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.set(id, resolve)
    await broker.enqueue([{ queue: 'maintenance', id, name: 'bench.echo', payload: last }])
    await promise
    waiting.delete(id)
    await client.get(answerKey(prefix, id))
  }
  const kept = opened.move()
  return {
    perSecond: async (inFlight, seconds) => {
      const start = performance.now()
      let done = 0
      const lane = async (): Promise<void> => {
        for (; performance.now() - start < seconds * 1000; done += 1) await trip()
      }
      await Promise.all(Array.from({ length: inFlight }, lane))
      return (done * 1000) / (performance.now() - start)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

const forget = async (url: string): Promise<void> => {
  const client = new Redis(url)
  await client.unlink('coset-bench', '_kombu.binding.coset-bench', '_kombu.binding.celeryev', '_kombu.binding.celery.pidbox')
  client.disconnect()
}

/** Celery on the same Redis with a worker of so many processes. `python` is a Python that has `celery[redis]`. */
export const openCeleryRoundTrips = async (python: string, url: string, concurrency: number): Promise<RoundTrips> => {
  await using opened = new AsyncDisposableStack()
  opened.defer(() => forget(url))
  const options = { cwd: HERE, env: { ...process.env, COSET_BENCH_REDIS: url, PYTHONDONTWRITEBYTECODE: '1' } }
  const args = [
    '-m',
    'celery',
    '-A',
    'celery_tasks',
    'worker',
    '--pool',
    'prefork',
    '-c',
    String(concurrency),
    '-O',
    'fair',
    '--without-gossip',
    '--without-mingle',
  ]
  opened.use(startLines(python, [...args, '--loglevel', 'ERROR'], options))
  const kept = opened.move()
  return {
    perSecond: async (inFlight, seconds) => {
      await using asker = startLines(python, ['celery_tasks.py', String(inFlight), String(seconds)], options)
      return Number(await asker.next())
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
