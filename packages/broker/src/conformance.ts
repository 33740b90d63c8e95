import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Cancelled, Unavailable } from '@coset/core'
import { until } from '@coset/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Broker, Consumer, Delivery, NewJob, Outcome } from './port.ts'

const DONE: Outcome = { kind: 'done' }
const OPTIONS = { concurrency: 4, visibilityMs: 1500 }

/**
 * What every broker does. `open` gives one whose queues nobody else uses; called again with the same `site` it gives another client of the same queues.
 */
export const brokerConformance = (name: string, open: (site: string) => Promise<Broker>): void => {
  describe(`${name}: a broker`, () => {
    let broker: Broker
    let site: string
    const consumers: Consumer[] = []
    const opened: Broker[] = []

    beforeEach(async () => {
      site = `t${randomUUID().slice(0, 8)}`
      broker = await another()
    })
    afterEach(async () => {
      await Promise.all(consumers.splice(0).map((one) => one.close(0)))
      await Promise.all(opened.splice(0).map((one) => one.close()))
    })

    const another = async (): Promise<Broker> => {
      const one = await open(site)
      opened.push(one)
      return one
    }
    const job = (id: string, extra: Partial<NewJob> = {}): NewJob => ({ queue: 'reports', id, name: 'test.job', payload: { id }, ...extra })
    const consume = async (handler: (one: Delivery) => Promise<Outcome>, options = OPTIONS, of = broker): Promise<Consumer> => {
      const one = await of.consume('reports', options, handler)
      consumers.push(one)
      return one
    }
    const dead = () => broker.list('reports', 'dead', { offset: 0, limit: 100 })

    test('carries payloads whole, odd texts too', async () => {
      const got: unknown[] = []
      await consume(async (one) => {
        got.push(one.payload)
        return DONE
      })
      const payload = { text: 'ünï\u0000\n"数" \u{1f600}', list: [1, null, { deep: [true] }], big: 'x'.repeat(100_000), empty: {} }
      await broker.enqueue([job('payload', { payload })])
      await until('the job', () => got.length === 1)
      expect(got[0]).toEqual(payload)
    })

    test('delivers each of many once', async () => {
      const seen = new Map<string, number>()
      const ids = Array.from({ length: 300 }, (_, i) => `many-${i}`)
      const handler = async (one: Delivery): Promise<Outcome> => {
        seen.set(one.id, (seen.get(one.id) ?? 0) + 1)
        return DONE
      }
      await consume(handler)
      await consume(handler, OPTIONS, await another())
      expect((await broker.enqueue(ids.map((id) => job(id)))).length).toBe(300)
      await until('all jobs', () => seen.size === 300, 20_000)
      await wait(300)
      expect([...seen.values()].every((times) => times === 1)).toBe(true)
      await until('an empty queue', async () => (await broker.counts('reports')).running === 0)
    })

    test('accepts an id once while its job lives and after it ended, two enqueuers at once too', async () => {
      let runs = 0
      const other = await another()
      const accepted = await Promise.all([broker, other, broker, other].map((one) => one.enqueue([job('same')])))
      expect(accepted.flat()).toEqual(['same'])
      await consume(async () => {
        runs++
        return DONE
      })
      await until('the run', () => runs === 1)
      await until('the end', async () => (await broker.counts('reports')).running === 0)
      expect(await broker.enqueue([job('same'), job('other')])).toEqual(['other'])
      await until('the other', () => runs === 2)
      await wait(200)
      expect(runs).toBe(2)
    })

    test('the same id in two queues is two jobs', async () => {
      expect(await broker.enqueue([job('q'), job('q', { queue: 'maintenance' })])).toHaveLength(2)
      expect((await broker.counts('maintenance')).waiting).toBe(1)
    })

    test('runs no more than the concurrency at once, and does use it', async () => {
      let now = 0
      let most = 0
      let done = 0
      await broker.enqueue(Array.from({ length: 20 }, (_, i) => job(`c${i}`)))
      await consume(
        async () => {
          most = Math.max(most, ++now)
          await wait(30)
          now--
          done++
          return DONE
        },
        { concurrency: 3, visibilityMs: 5000 },
      )
      await until('all', () => done === 20)
      expect(most).toBe(3)
    })

    test('takes the more urgent first', async () => {
      const order: string[] = []
      for (const [id, priority] of [
        ['late', 9],
        ['usual', 5],
        ['first', 0],
      ] as const)
        await broker.enqueue([job(id, { priority })])
      await consume(
        async (one) => {
          order.push(one.id)
          return DONE
        },
        { concurrency: 1, visibilityMs: 5000 },
      )
      await until('all', () => order.length === 3)
      expect(order).toEqual(['first', 'usual', 'late'])
    })

    test('a delayed job comes after its delay, not before', async () => {
      const started = performance.now()
      let at = 0
      await consume(async () => {
        at = performance.now() - started
        return DONE
      })
      await broker.enqueue([job('later', { delayMs: 700 })])
      await until('the delayed job', () => at > 0)
      expect(at).toBeGreaterThanOrEqual(690)
      expect(at).toBeLessThan(4000)
    })

    test('tries again after a failure, resting longer each time, then is dead and tells why', async () => {
      const attempts: { attempt: number; at: number }[] = []
      await consume(async (one) => {
        attempts.push({ attempt: one.attempt, at: performance.now() })
        if (attempts.length === 2) throw new Error('thrown this time')
        return { kind: 'retry', error: 'not yet' }
      })
      await broker.enqueue([job('fails', { maxAttempts: 3, backoffMs: 200 })])
      await until('a dead job', async () => (await broker.counts('reports')).dead === 1)
      expect(attempts.map((one) => one.attempt)).toEqual([1, 2, 3])
      const [first, second, third] = attempts.map((one) => one.at) as [number, number, number]
      expect(second - first).toBeGreaterThanOrEqual(190)
      expect(third - second).toBeGreaterThanOrEqual(390)
      const [view] = await dead()
      expect(view).toMatchObject({ id: 'fails', name: 'test.job', state: 'dead', attempts: 3, maxAttempts: 3, error: 'not yet' })
    })

    test('a final failure is dead at once; retried it waits with all its attempts; discarded it is gone', async () => {
      let fate: Outcome = { kind: 'dead', error: 'hopeless' }
      const attempts: number[] = []
      await consume(async (one) => {
        attempts.push(one.attempt)
        return fate
      })
      await broker.enqueue([job('hopeless', { maxAttempts: 5 }), job('thrown-away', { maxAttempts: 5 })])
      await until('two dead', async () => (await dead()).length === 2)
      expect(attempts).toEqual([1, 1])
      expect(await broker.retry('reports', 'unknown')).toBe(false)
      fate = DONE
      expect(await broker.retry('reports', 'hopeless')).toBe(true)
      await until('its run', () => attempts.length === 3)
      expect(attempts[2]).toBe(1)
      expect(await broker.discard('reports', 'thrown-away')).toBe(true)
      expect(await broker.discard('reports', 'thrown-away')).toBe(false)
      await until('none dead', async () => (await broker.counts('reports')).dead === 0)
    })

    test('a waiting job that is cancelled does not run; a delayed one neither', async () => {
      const ran: string[] = []
      await broker.enqueue([job('stays'), job('goes'), job('goes-later', { delayMs: 300 })])
      expect(await broker.cancel('reports', 'goes')).toBe(true)
      expect(await broker.cancel('reports', 'goes-later')).toBe(true)
      expect(await broker.cancel('reports', 'unknown')).toBe(false)
      await consume(async (one) => {
        ran.push(one.id)
        return DONE
      })
      await until('the one', () => ran.length === 1)
      await wait(800)
      expect(ran).toEqual(['stays'])
    })

    test('a running job that is cancelled hears of it, wherever it runs, and is not tried again', async () => {
      let starts = 0
      let aborted = 0
      await consume(async (one) => {
        starts++
        await new Promise<void>((done) => one.signal.addEventListener('abort', () => done(), { once: true }))
        if (one.signal.reason instanceof Cancelled) aborted++
        throw one.signal.reason
      })
      const other = await another()
      await other.enqueue([job('long', { maxAttempts: 5, backoffMs: 10 })])
      await until('its start', () => starts === 1)
      expect(await other.cancel('reports', 'long')).toBe(true)
      await until('its abort', () => aborted === 1)
      await wait(600)
      expect(starts).toBe(1)
      expect(await broker.counts('reports')).toEqual({ waiting: 0, delayed: 0, running: 0, dead: 0 })
    })

    test('a long job is not given to another while its worker lives', async () => {
      let starts = 0
      let done = 0
      const slow = async (): Promise<Outcome> => {
        starts++
        await wait(4000)
        done++
        return DONE
      }
      await consume(slow)
      await consume(slow, OPTIONS, await another())
      await broker.enqueue([job('slow', { maxAttempts: 3 })])
      await until('its end', () => done === 1, 15_000)
      expect(starts).toBe(1)
    })

    test('a closing consumer finishes what it can and gives the rest back uncounted', async () => {
      const quick: string[] = []
      const first = await broker.consume('reports', OPTIONS, async (one) => {
        if (one.id === 'quick') {
          await wait(300)
          quick.push(one.id)
          return DONE
        }
        await new Promise<void>((ended) => one.signal.addEventListener('abort', () => ended(), { once: true }))
        expect(one.signal.reason).toBeInstanceOf(Unavailable)
        throw one.signal.reason
      })
      await broker.enqueue([job('quick', { maxAttempts: 2 }), job('endless', { maxAttempts: 2 })])
      await until('both to run', async () => (await broker.counts('reports')).running === 2)
      await first.close(600)
      expect(quick).toEqual(['quick'])
      const attempts: string[] = []
      await consume(async (one) => {
        attempts.push(`${one.id} ${one.attempt}`)
        return DONE
      })
      await until('the job that was given back', () => attempts.length > 0)
      await wait(300)
      expect(attempts).toEqual(['endless 1'])
    })

    test('a client that opens later finds what waits', async () => {
      await broker.enqueue([job('kept'), job('kept-later', { delayMs: 200 })])
      await broker.close()
      opened.splice(0)
      broker = await another()
      const ran: string[] = []
      await consume(async (one) => {
        ran.push(one.id)
        return DONE
      })
      await until('both', () => ran.length === 2)
    })

    test.each([
      ['queue', { queue: 'nonsense' as never }],
      ['id', { id: '' }],
      ['id', { id: 'x'.repeat(201) }],
      ['name', { name: 'no spaces' }],
      ['priority', { priority: 10 }],
      ['maxAttempts', { maxAttempts: 0 }],
      ['delayMs', { delayMs: -1 }],
      ['payload', { payload: 'x'.repeat(1_000_001) }],
    ])('a job with a wrong %s is refused by name and nothing is put down', async (field, wrong) => {
      await expect(broker.enqueue([job('right'), job('wrong', wrong)])).rejects.toThrow(new RegExp(`^${field}`))
      expect((await broker.counts('reports')).waiting).toBe(0)
    })
  })
}
