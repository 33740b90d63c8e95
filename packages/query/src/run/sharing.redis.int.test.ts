import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { type Cache, openCache } from '@coset/cache'
import { fixedClock } from '@coset/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueryDependencies } from '../port.ts'
import { validateQueryContext } from '../validate/context.ts'
import { type FixtureDatabase, openFixtureDatabase } from './fixture-database.test-support.ts'
import { type ChartDataAnswer, runQueryContext } from './run-query-context.ts'

let fixture: FixtureDatabase
const caches: Cache[] = []
const prefix = `coset-test-${randomUUID()}:`
beforeAll(async () => {
  fixture = await openFixtureDatabase()
})
afterAll(async () => {
  await caches[0]?.deletePrefix('')
  for (const cache of caches) await cache.close()
  await fixture.close()
})

/** The same database behind a cache connection of its own: what another server process is. */
const server = async (): Promise<QueryDependencies> => {
  const cache = await openCache({ url: 'redis://127.0.0.1:6379/9', maxBytes: 1_000_000, prefix, watch: () => undefined })
  caches.push(cache)
  return fixture.deps({ cache })
}

const context = (query: object, more: object = {}) => validateQueryContext({ datasource: { id: 1, type: 'table' }, queries: [query], ...more })
const slow = (label: string) => ({ metrics: [{ expressionType: 'SQL', sqlExpression: `COUNT(*) + COUNT(pg_sleep(0.1))`, label }], columns: [] })
const data = (answer: ChartDataAnswer): unknown => (JSON.parse(new TextDecoder().decode(answer.toJson())) as { result: { data: unknown }[] }).result[0]?.data
const runs = (label: string): number => fixture.asked.filter((sql) => sql.includes(label)).length

describe('servers that share a cache', () => {
  it('run identical queries once, however many ask at each', async () => {
    const servers = [await server(), await server(), await server()]
    const answers = await Promise.all(servers.flatMap((deps) => [1, 2].map(() => runQueryContext(deps, fixture.ask(), context(slow('shared'))))))
    expect(answers.map(data)).toEqual(answers.map(() => [{ shared: 12 }]))
    expect(runs('shared')).toBe(1)
  })

  it('take over when the one that runs it leaves', async () => {
    const [first, second] = [await server(), await server()]
    const leaving = new AbortController()
    const left = runQueryContext(first, fixture.ask({ signal: leaving.signal }), context(slow('left')))
    const refused = expect(left).rejects.toMatchObject({ code: 'QUERY_STOPPED' })
    await setTimeout(100)
    const staying = runQueryContext(second, fixture.ask(), context(slow('left')))
    await setTimeout(100)
    leaving.abort()
    await refused
    expect(data(await staying)).toEqual([{ left: 12 }])
    expect(runs('left')).toBe(2)
  })

  it('each run it when the other fails, and both say why', async () => {
    const servers = [await server(), await server()]
    const wrong = { metrics: [{ expressionType: 'SQL', sqlExpression: 'COUNT(*) / (SUM(units) - SUM(units))', label: 'wrong' }], columns: [] }
    for (const result of await Promise.allSettled(servers.map((deps) => runQueryContext(deps, fixture.ask(), context(wrong)))))
      expect(result).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(/division by zero/) as string } })
  })

  it('never wait when the answer is forced', async () => {
    const deps = await server()
    await runQueryContext(deps, fixture.ask(), context(slow('forced')))
    await runQueryContext(deps, fixture.ask(), context(slow('forced'), { force: true }))
    expect(runs('forced')).toBe(2)
  })
})

describe('a dataset that allows stale answers', () => {
  it('serves them at once, refreshes behind, and then serves the fresh one', async () => {
    const clock = { at: Date.UTC(2022, 5, 15, 12) }
    const deps = { ...(await server()), clock: { ...fixedClock(clock.at), now: () => clock.at } }
    const ask = fixture.ask({ dataset: { ...fixture.dataset, cacheTimeout: 60, staleSeconds: 600 } })
    const query = context({ metrics: [{ expressionType: 'SQL', sqlExpression: 'COUNT(*)', label: 'stale' }], columns: [] })
    const first = await runQueryContext(deps, ask, query)
    expect(first.items[0]?.isCached).toBe(false)
    await expect.poll(async () => (await runQueryContext(deps, ask, query)).items[0]?.isCached).toBe(true)
    expect(runs('stale')).toBe(1)
    clock.at += 61_000
    const stale = await runQueryContext(deps, ask, query)
    expect(stale.items[0]).toMatchObject({ isCached: true, facts: { queriedAt: first.items[0]?.facts?.queriedAt } })
    await expect.poll(async () => (await runQueryContext(deps, ask, query)).items[0]?.facts?.queriedAt).toBe(clock.at / 1000)
    expect(runs('stale')).toBe(2)
    expect(stale.etag).not.toBe((await runQueryContext(deps, ask, query)).etag)
  })

  it('is told of a refresh that failed, and keeps the stale answer', async () => {
    const clock = { at: Date.UTC(2022, 5, 15, 12) }
    const deps = { ...(await server()), clock: { ...fixedClock(clock.at), now: () => clock.at } }
    const ask = fixture.ask({ dataset: { ...fixture.dataset, cacheTimeout: 60, staleSeconds: 600 } })
    const query = context({ metrics: [{ expressionType: 'SQL', sqlExpression: 'COUNT(*)', label: 'kept' }], columns: [] })
    await runQueryContext(deps, ask, query)
    await expect.poll(async () => (await runQueryContext(deps, ask, query)).items[0]?.isCached).toBe(true)
    clock.at += 61_000
    const broken = { ...deps, connection: () => Promise.reject(new Error('the warehouse is away')) }
    expect((await runQueryContext(broken, ask, query)).items[0]?.isCached).toBe(true)
    await expect.poll(() => fixture.notices).toContain('a stale answer could not be refreshed')
    expect((await runQueryContext(broken, ask, query)).items[0]?.isCached).toBe(true)
  })
})

describe('bounds', () => {
  it('a result that is too large is refused, and says so', async () => {
    const deps = await server()
    const small = { ...deps, limits: { ...deps.limits, maxResultBytes: 1_000_000 } }
    const wide = { columns: [{ label: 'wide', sqlExpression: "repeat('x', 600000)", expressionType: 'SQL' }, 'id'] }
    await expect(runQueryContext(small, fixture.ask(), context(wide))).rejects.toMatchObject({ code: 'RESULT_TOO_LARGE_ERROR', status: 400 })
  })

  it('statements of one database wait in its line', async () => {
    const deps = await server()
    const database = { ...fixture.dataset.database, slots: 1 }
    const ask = (who: string, id: string) => fixture.ask({ dataset: { ...fixture.dataset, database }, ticket: { id, who, lane: 'interactive' } })
    const queries = ['one', 'two', 'three'].map((id) => runQueryContext(deps, ask('user:1', id), context(slow(`line-${id}`))))
    await setTimeout(150)
    expect(deps.queue.counts(database.id)).toEqual({ running: 1, waiting: 2 })
    expect(deps.queue.place('user:1', 'three')).toMatchObject({ state: 'waiting', ahead: 1 })
    await Promise.all(queries)
    expect(deps.queue.counts(database.id)).toEqual({ running: 0, waiting: 0 })
  })
})
