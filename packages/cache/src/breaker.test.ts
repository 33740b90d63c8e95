import { describe, expect, test } from 'vitest'
import { type Breaker, createBreaker } from './breaker.ts'

interface Bench {
  readonly breaker: Breaker
  readonly said: string[]
  readonly asked: string[]
  /** What fails: 'read', 'write', 'remove'. */
  readonly broken: Set<string>
  wait(ms: number): void
}

const bench = (): Bench => {
  let now = 0
  const said: string[] = []
  const asked: string[] = []
  const breaker = createBreaker({
    restMs: 1000,
    now: () => now,
    watch: (state, reason) => said.push(state + (reason === '' ? '' : ` ${reason}`)),
    removeAll: async () => asked.push('remove all'),
  })
  return { breaker, said, asked, broken: new Set(), wait: (ms) => (now += ms) }
}

const call =
  ({ broken, asked }: Bench, kind: string, name = kind) =>
  async (): Promise<string> => {
    asked.push(name)
    if (broken.has(kind)) throw new Error(`no ${kind}`)
    return name
  }
const read = (b: Bench): Promise<string> => b.breaker.read(call(b, 'read'), 'nothing')
const write = (b: Bench): Promise<string> => b.breaker.write(call(b, 'write'), 'nothing')
const remove = (b: Bench, name: string): Promise<void> => b.breaker.remove(name, call(b, 'remove', name))

describe('the breaker', () => {
  test('a failed read lets everything rest, then one call tries again while others go without', async () => {
    const b = bench()
    b.broken.add('read')
    expect([await read(b), await read(b), await write(b)]).toEqual(['nothing', 'nothing', 'nothing'])
    expect(b.asked).toEqual(['read'])
    b.wait(1001)
    b.broken.clear()
    expect(await Promise.all([read(b), read(b)])).toEqual(['read', 'nothing'])
    expect(await read(b)).toBe('read')
    expect(b.said).toEqual(['lost no read', 'back'])
  })

  test('a failed write lets writes rest only, and reads do not say that it is back', async () => {
    const b = bench()
    b.broken.add('write')
    expect(await write(b)).toBe('nothing')
    expect(await read(b)).toBe('read')
    expect(await write(b)).toBe('nothing')
    expect(b.asked).toEqual(['write', 'read'])
    for (let i = 0; i < 3; i++) {
      b.wait(1001)
      await write(b)
      await read(b)
    }
    expect(b.said).toEqual(['lost no write'])
    b.wait(1001)
    b.broken.clear()
    expect(await write(b)).toBe('write')
    expect(b.said).toEqual(['lost no write', 'back'])
  })

  test('a removal that failed is done before anything is read', async () => {
    const b = bench()
    b.broken.add('remove')
    await remove(b, 'one')
    await remove(b, 'two')
    expect(await read(b)).toBe('nothing')
    b.wait(1001)
    expect(await read(b)).toBe('nothing')
    b.wait(1001)
    b.broken.clear()
    b.asked.length = 0
    expect(await read(b)).toBe('read')
    expect(b.asked).toEqual(['one', 'two', 'read'])
    expect(await read(b)).toBe('read')
    expect(b.asked).toEqual(['one', 'two', 'read', 'read'])
    expect(b.said).toEqual(['lost no remove', 'back'])
  })

  test('removals too many to remember become one of everything', async () => {
    const b = bench()
    b.broken.add('read')
    await read(b)
    for (let i = 0; i < 1001; i++) await remove(b, `key ${i}`)
    b.wait(1001)
    b.broken.clear()
    b.asked.length = 0
    await read(b)
    expect(b.asked).toEqual(['remove all', 'read'])
  })

  test('a call that began before the fault does not say that it is back', async () => {
    const b = bench()
    let end: (text: string) => void = () => undefined
    const slow = b.breaker.read(() => new Promise<string>((done) => (end = done)), 'nothing')
    b.broken.add('read')
    await read(b)
    end('slow')
    expect(await slow).toBe('slow')
    expect(b.said).toEqual(['lost no read'])
  })
})
