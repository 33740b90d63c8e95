import { describe, expect, it } from 'vitest'
import { createSingleFlight, type Landing } from './single-flight.ts'

const later = <T>(value: T): { promise: Promise<T>; settle: () => void; fail: (error: Error) => void } => {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  return { promise, settle: () => resolve(value), fail: reject }
}

const landed =
  <T>(promise: Promise<T>, settled: Promise<unknown> = Promise.resolve()) =>
  async (): Promise<Landing<T>> => ({ value: await promise, settled })

describe('single flight', () => {
  it('runs equal work once and forgets it afterwards', async () => {
    const flights = createSingleFlight<number>()
    const work = later(7)
    let runs = 0
    const run = () =>
      flights.run('k', undefined, () => {
        runs++
        return landed(work.promise)()
      })
    const both = Promise.all([run(), run()])
    work.settle()
    expect(await both).toEqual([7, 7])
    await run()
    expect(runs).toBe(2)
  })
  it('aborts only when the last listener leaves', async () => {
    const flights = createSingleFlight<number>()
    const [a, b] = [new AbortController(), new AbortController()]
    const work = later(1)
    let inner: AbortSignal | undefined
    const run = (signal: AbortSignal) =>
      flights.run('k', signal, (given) => {
        inner = given
        return landed(work.promise)()
      })
    const first = run(a.signal)
    const second = run(b.signal)
    a.abort()
    await expect(first).rejects.toMatchObject({ code: 'QUERY_STOPPED' })
    expect(inner?.aborted).toBe(false)
    b.abort()
    await expect(second).rejects.toMatchObject({ code: 'QUERY_STOPPED' })
    expect(inner?.aborted).toBe(true)
  })
  it('starts anew after an abort and keeps other keys apart', async () => {
    const flights = createSingleFlight<string>()
    const gone = new AbortController()
    const stuck = flights.run('k', gone.signal, () => new Promise(() => undefined))
    gone.abort()
    await expect(stuck).rejects.toThrow()
    expect(await flights.run('k', undefined, landed(Promise.resolve('fresh')))).toBe('fresh')
    await expect(flights.run('k', AbortSignal.abort(), landed(Promise.resolve('never')))).rejects.toMatchObject({ code: 'QUERY_STOPPED' })
  })
  it('gives a failure to all and does not keep it', async () => {
    const flights = createSingleFlight<number>()
    const work = later(1)
    const both = [flights.run('k', undefined, landed(work.promise)), flights.run('k', undefined, landed(work.promise))]
    work.fail(new Error('no'))
    expect((await Promise.allSettled(both)).map((one) => one.status)).toEqual(['rejected', 'rejected'])
    expect(await flights.run('k', undefined, landed(Promise.resolve(2)))).toBe(2)
  })
  it('hands the result out at once, and shows it until it has settled', async () => {
    const flights = createSingleFlight<number>()
    const storing = later(0)
    expect(await flights.run('k', undefined, landed(Promise.resolve(1), storing.promise))).toBe(1)
    expect(flights.landed('k')).toBe(1)
    expect(await flights.run('k', undefined, landed(Promise.resolve(2), storing.promise))).toBe(2)
    expect(flights.landed('k')).toBe(2)
    storing.settle()
    await storing.promise
    await new Promise((done) => setImmediate(done))
    expect(flights.landed('k')).toBeUndefined()
  })
})
