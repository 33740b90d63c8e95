import { expect, test } from 'vitest'
import type { NewJob, QueueName } from '../port.ts'
import { gather } from './gather.ts'

const job = (id: string, queue: QueueName = 'queries'): NewJob => ({ queue, id, name: 'x', payload: null })

test('calls go out together, each hears of its own, and of twins the first one wins', async () => {
  const calls: string[][] = []
  const enqueue = gather(async (jobs) => {
    calls.push(jobs.map((one) => `${one.queue} ${one.id}`))
    await new Promise((done) => setTimeout(done, 5))
    return jobs.filter((one) => one.id !== 'known').map((one) => one.id)
  })
  const first = [enqueue([job('a'), job('known')]), enqueue([job('a'), job('b')]), enqueue([job('a', 'reports')]), enqueue([])]
  await new Promise((done) => setTimeout(done, 2))
  const later = [enqueue([job('c')]), enqueue([job('c')])]
  expect(await Promise.all([...first, ...later])).toEqual([['a'], ['b'], ['a'], [], ['c'], []])
  expect(calls).toEqual([['queries a', 'queries known', 'queries b'], ['reports a'], ['queries c']])
})

test('a failure is told to all that went with it, and to nobody after', async () => {
  let broken = true
  const enqueue = gather(async (jobs) => {
    if (broken) throw new Error('away')
    return jobs.map((one) => one.id)
  })
  const [a, b] = await Promise.allSettled([enqueue([job('a')]), enqueue([job('b')])])
  expect([a?.status, b?.status]).toEqual(['rejected', 'rejected'])
  broken = false
  expect(await enqueue([job('a')])).toEqual(['a'])
})
