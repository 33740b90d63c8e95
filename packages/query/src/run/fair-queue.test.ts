import { describe, expect, test } from 'vitest'
import { createFairQueue, type FairQueue, type Lane } from './fair-queue.ts'

const settle = (): Promise<void> => new Promise((done) => setImmediate(done))

/** A queue whose works end when told, with a log of starts. */
const rig = (slots: number) => {
  const clock = { now: 0 }
  const queue: FairQueue = createFairQueue(() => clock.now)
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const add = (id: string, who: string, lane: Lane = 'interactive', signal?: AbortSignal): Promise<unknown> =>
    queue.run({ id: 1, slots }, { id, who, lane }, signal, () => {
      started.push(id)
      return new Promise<void>((done) => ends.set(id, done))
    })
  const end = async (id: string): Promise<void> => {
    ends.get(id)?.()
    await settle()
  }
  return { clock, queue, started, add, end }
}

describe('fair queue', () => {
  test('runs as many as there are slots, the rest in turn', async () => {
    const { queue, started, add, end } = rig(2)
    for (const id of ['a', 'b', 'c']) void add(id, id)
    await settle()
    expect(started).toEqual(['a', 'b'])
    expect(queue.counts(1)).toEqual({ running: 2, waiting: 1 })
    expect(queue.place('c', 'c')).toMatchObject({ state: 'waiting', ahead: 0 })
    await end('a')
    expect(started).toEqual(['a', 'b', 'c'])
    await end('b')
    await end('c')
    expect(queue.counts(1)).toEqual({ running: 0, waiting: 0 })
    expect(queue.place('c', 'c')).toBeNull()
  })

  test('one who asks much does not keep out one who asks little', async () => {
    const { queue, started, add, end } = rig(1)
    for (let i = 0; i < 10; i++) void add(`greedy${i}`, 'greedy')
    void add('modest', 'modest')
    await settle()
    expect(queue.place('modest', 'modest')).toMatchObject({ ahead: 0 })
    expect(queue.place('greedy', 'greedy9')).toMatchObject({ ahead: 9 })
    await end('greedy0')
    expect(started).toEqual(['greedy0', 'modest'])
  })

  test('people before schedules before downloads, yet none waits for ever', async () => {
    const { clock, started, add, end } = rig(1)
    void add('first', 'x')
    void add('export', 'y', 'export')
    void add('scheduled', 'z', 'scheduled')
    void add('person', 'x')
    await settle()
    await end('first')
    await end('person')
    expect(started).toEqual(['first', 'person', 'scheduled'])
    clock.now = 61_000
    void add('late person', 'w')
    await settle()
    await end('scheduled')
    expect(started.at(-1)).toBe('export')
  })

  test('downloads leave one slot to people', async () => {
    const { started, add } = rig(3)
    for (let i = 0; i < 5; i++) void add(`e${i}`, `e${i}`, 'export')
    void add('person', 'p')
    await settle()
    expect(started).toEqual(['e0', 'e1', 'person'])
  })

  test('one who leaves frees its place, and is told', async () => {
    const { queue, started, add, end } = rig(1)
    void add('a', 'a')
    const controller = new AbortController()
    const left = add('b', 'b', 'interactive', controller.signal)
    void add('c', 'c')
    await settle()
    controller.abort()
    await expect(left).rejects.toMatchObject({ code: 'QUERY_STOPPED' })
    expect(queue.counts(1)).toEqual({ running: 1, waiting: 1 })
    await end('a')
    expect(started).toEqual(['a', 'c'])
    await expect(add('d', 'd', 'interactive', controller.signal)).rejects.toMatchObject({ code: 'QUERY_STOPPED' })
  })

  test('a work that fails frees its slot', async () => {
    const queue = createFairQueue(() => 0)
    const ticket = { id: null, who: 'a', lane: 'interactive' } as const
    await expect(queue.run({ id: 1, slots: 1 }, ticket, undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await queue.run({ id: 1, slots: 1 }, ticket, undefined, () => Promise.resolve(5))).toBe(5)
  })

  test('nobody sees the ticket of another', async () => {
    const { queue, add } = rig(1)
    void add('a', 'alice')
    await settle()
    expect(queue.place('mallory', 'a')).toBeNull()
  })
})
