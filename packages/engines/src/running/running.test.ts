import { AppError, asAppError } from '@coset/core'
import { describe, expect, it, vi } from 'vitest'
import { createPool } from './pool.ts'
import { type Cursor, runQuery } from './run-query.ts'

const never = new AbortController().signal
const rowsFrom = (blocks: (readonly number[] | Error | 'hang')[], ended: boolean[] = []): Cursor => ({
  columns: [{ name: 'n', nativeType: '', type: 'integer' }],
  next: () => {
    const block = blocks.shift()
    if (block === 'hang') return new Promise(() => undefined)
    return block instanceof Error ? Promise.reject(block) : Promise.resolve(block === undefined ? null : [block])
  },
  end: (clean) => {
    ended.push(clean)
    return Promise.resolve()
  },
})
const run = (cursor: Cursor, request: Partial<Parameters<typeof runQuery>[0]['request']> = {}, stop = () => Promise.resolve()) =>
  runQuery({
    request: { sql: '', ...request },
    describeError: asAppError,
    open: (_, onAbort) => {
      onAbort(stop)
      return Promise.resolve(cursor)
    },
  })

describe('runQuery', () => {
  it('ends once, clean after the end and not clean after a failure', async () => {
    const ended: boolean[] = []
    const stream = await run(rowsFrom([[1], [2]], ended))
    const seen: unknown[] = []
    for await (const block of stream.blocks) seen.push(block[0]?.[0])
    await stream.cancel()
    expect([seen, ended]).toEqual([[1, 2], [true]])

    const broken: boolean[] = []
    const failing = await run(rowsFrom([[1], new Error('lost')], broken))
    await expect(
      (async () => {
        for await (const _ of failing.blocks);
      })(),
    ).rejects.toThrow('lost')
    expect(broken).toEqual([false])
  })

  it('gives up on a statement that does not stop', async () => {
    vi.useFakeTimers()
    try {
      const ended: boolean[] = []
      const answer = run(rowsFrom(['hang'], ended), { timeoutMs: 100 })
      const outcome = answer.then(
        () => 'answered',
        (error: unknown) => (error instanceof AppError ? error.code : 'other'),
      )
      await vi.advanceTimersByTimeAsync(5_000)
      expect(await outcome).toBe('BACKEND_TIMEOUT_ERROR')
      expect(ended).toEqual([false])
    } finally {
      vi.useRealTimers()
    }
  })

  it('ends an unread stream when its time is over', async () => {
    const ended: boolean[] = []
    const stream = await run(rowsFrom([[1], [2]], ended), { timeoutMs: 20 })
    await expect.poll(() => ended).toEqual([false])
    await expect(
      (async () => {
        for await (const _ of stream.blocks);
      })(),
    ).rejects.toMatchObject({ code: 'BACKEND_TIMEOUT_ERROR' })
  })

  it('ends even when stopping fails', async () => {
    const ended: boolean[] = []
    const stream = await run(rowsFrom([[1], [2]], ended), {}, () => Promise.reject(new Error('no')))
    await stream.cancel()
    expect(ended).toEqual([false])
  })
})

describe('createPool', () => {
  it('makes no more than its size, reuses, and serves waiters in order', async () => {
    let made = 0
    const pool = createPool({ size: 2, idleMs: 1_000, create: () => Promise.resolve(++made), destroy: () => Promise.resolve() })
    const [a, b] = await Promise.all([pool.acquire(never), pool.acquire(never)])
    const waiting = [pool.acquire(never), pool.acquire(never)]
    await pool.release(a, false)
    await pool.release(b, true)
    expect(await Promise.all(waiting)).toEqual([1, 3])
    expect(pool.counts).toEqual({ idle: 0, used: 2 })
    await pool.close()
  })

  it('lets waiters leave and passes failures of creation on', async () => {
    let fail = true
    const pool = createPool({
      size: 1,
      idleMs: 1_000,
      create: () => (fail ? Promise.reject(new Error('down')) : Promise.resolve(1)),
      destroy: () => Promise.resolve(),
    })
    await expect(pool.acquire(never)).rejects.toThrow('down')
    fail = false
    const one = await pool.acquire(never)
    const controller = new AbortController()
    const gone = pool.acquire(controller.signal)
    const stays = pool.acquire(never)
    controller.abort(new Error('left'))
    await expect(gone).rejects.toThrow('left')
    await pool.release(one, false)
    expect(await stays).toBe(1)
    await pool.close()
    await pool.release(1, false)
    await expect(pool.acquire(never)).rejects.toThrow(/closed/)
  })

  it('destroys idle resources and all on close', async () => {
    const destroyed: number[] = []
    let made = 0
    const pool = createPool({
      size: 3,
      idleMs: 20,
      create: () => Promise.resolve(++made),
      destroy: (resource) => {
        destroyed.push(resource)
        return Promise.resolve()
      },
    })
    await pool.release(await pool.acquire(never), false)
    await expect.poll(() => destroyed).toEqual([1])
    const used = await pool.acquire(never)
    await pool.close()
    await pool.release(used, false)
    expect(destroyed).toEqual([1, 2])
  })
})
