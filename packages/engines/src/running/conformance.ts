import type { AppError } from '@coset/core'
import { expect, it } from 'vitest'
import { type Bench, cell, columnsOf, failure } from '../conformance-bench.ts'

/** Cases of the shared suite. */
export const streaming = (bench: Bench): void => {
  it('streams large results in blocks and whole', async () => {
    const stream = await bench.connection.stream({ sql: bench.subject.series(25_000), timeoutMs: 20_000 })
    let blocks = 0
    let sum = 0
    for await (const block of stream.blocks) {
      blocks++
      for (const value of block[0] ?? []) sum += Number(value)
    }
    expect(blocks).toBeGreaterThan(5)
    expect(sum).toBe((25_000 * 25_001) / 2)
  })

  it.each([
    [10, 3, 3, true],
    [10, 10, 10, false],
    [10, 11, 10, false],
    [3_000, 1_000, 1_000, true],
    [1_000, 1_000, 1_000, false],
    [2_000, 2_000, 2_000, false],
    [5, 0, 0, true],
  ])('of %d rows with maxRows %d gives %d', async (rows, maxRows, expected, truncated) => {
    const stream = await bench.connection.stream({ sql: bench.subject.series(rows), maxRows })
    let count = 0
    for await (const block of stream.blocks) count += block[0]?.length ?? 0
    expect([count, stream.truncated()]).toEqual([expected, truncated])
    expect(await cell(bench.connection, 'SELECT 1')).toBe(1)
  })

  it('runs only one statement', async () => {
    await failure(columnsOf(bench.connection, { sql: 'SELECT 1; DROP TABLE parent' })).catch(() => undefined)
    expect(await cell(bench.connection, 'SELECT COUNT(*) FROM parent')).toBe(1)
  })
}

/** Cases of the shared suite. */
export const stopping = (bench: Bench): void => {
  const quick = async (run: () => Promise<AppError>): Promise<AppError> => {
    const start = performance.now()
    const error = await run()
    expect(performance.now() - start).toBeLessThan(6_000)
    expect(await cell(bench.connection, 'SELECT 1')).toBe(1)
    return error
  }

  it('stops at the time-out', async () => {
    expect(await quick(() => failure(columnsOf(bench.connection, { sql: bench.subject.slow, timeoutMs: 300 })))).toMatchObject({
      status: 408,
      code: 'BACKEND_TIMEOUT_ERROR',
    })
  })

  it('stops when told', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 300)
    expect(await quick(() => failure(columnsOf(bench.connection, { sql: bench.subject.slow, signal: controller.signal })))).toMatchObject({
      code: 'QUERY_STOPPED',
    })
  })

  it('does not start when told before', async () => {
    expect(await quick(() => failure(columnsOf(bench.connection, { sql: bench.subject.slow, signal: AbortSignal.abort() })))).toMatchObject({
      code: 'QUERY_STOPPED',
    })
  })

  it('stops in the middle of a result', async () => {
    const stream = await bench.connection.stream({ sql: bench.subject.series(200_000) })
    let blocks = 0
    const error = await failure(
      (async () => {
        for await (const _ of stream.blocks) if (++blocks === 2) await stream.cancel()
      })(),
    ).catch(() => null)
    expect(error === null || error.code === 'QUERY_STOPPED').toBe(true)
    expect(blocks).toBeLessThan(200)
    expect(await cell(bench.connection, 'SELECT 1')).toBe(1)
  })

  it('frees the connection of a reader that breaks off, cancels unread, or fails', async () => {
    for (let i = 0; i < 5; i++) {
      const stream = await bench.connection.stream({ sql: bench.subject.series(50_000) })
      for await (const _ of stream.blocks) break
      const unread = await bench.connection.stream({ sql: bench.subject.series(50_000) })
      await unread.cancel()
      await failure(columnsOf(bench.connection, { sql: 'SELECT nope FROM child' }))
    }
    expect(await cell(bench.connection, 'SELECT 1')).toBe(1)
  })

  it('serves more queries than the pool has connections', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => cell(bench.connection, `SELECT ${i} AS x`)))
    expect(answers).toEqual(Array.from({ length: 12 }, (_, i) => i))
  })
}

/** Cases of the shared suite. */
export const closing = (bench: Bench): void => {
  it('closes, refuses then, and opens again', async () => {
    const own = bench.subject.engine.connect(bench.config)
    await own.ping()
    await own.close()
    await own.close()
    await failure(own.ping())
    const again = bench.subject.engine.connect(bench.config)
    await again.ping()
    await again.close()
  })

  it('leaves no socket and no process open', async () => {
    const open = (): number => process.getActiveResourcesInfo().filter((kind) => /TCP|Process|Pipe/.test(kind)).length
    await bench.connection.close()
    const before = open()
    const own = bench.subject.engine.connect(bench.config)
    await failure(columnsOf(own, { sql: 'SELECT nope FROM child' }))
    await (await own.stream({ sql: bench.subject.series(5_000) })).cancel()
    await own.close()
    await expect.poll(open, { timeout: 5_000 }).toBeLessThanOrEqual(before)
  })
}
