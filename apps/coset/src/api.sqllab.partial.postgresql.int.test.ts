import { connect } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { type Client, q, temporaryDatabase, tokensOf, until } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConfigInput, configSchema } from './config/settings.ts'
import { createProcess, type Process } from './context.ts'
import { workerOf } from './roles/background.ts'
import { ADMIN_PASSWORD, startServer, type TestServer } from './test-server.ts'
import type { Worker } from './worker/start.ts'

interface Facts {
  readonly id: string
  readonly queryId: number
  readonly state: string
  readonly rows: number | null
  readonly resultsKey: string | null
  readonly errorMessage: string | null
}

interface Partial {
  readonly client_id: string
  readonly partial: boolean
  readonly columns: readonly { readonly name: string; readonly type_generic: number | null }[]
  readonly total: number
  readonly rows: readonly (readonly unknown[])[]
}

interface News {
  readonly id: string
  readonly job_id: string
  readonly status: string
  readonly partial?: { readonly rows: number; readonly shown: number }
}

const slow = (rows: number, more = ''): string => `SELECT i, pg_sleep(0.002)${more} FROM generate_series(1, ${rows}) i`

interface Site extends AsyncDisposable {
  readonly server: TestServer
  readonly worker: Worker
  readonly databaseId: number
}

const ALLOWED: ConfigInput = { disallowedSqlFunctions: {} }

/** A server, its worker (of a process of its own where `own`), and a database of PostgreSQL. */
const siteOf = async (more: ConfigInput = {}, own = false): Promise<Site> => {
  const config = { ...ALLOWED, ...more }
  const warehouse = await temporaryDatabase('postgresql')
  const server = await startServer({ config })
  const other: Process | null = own
    ? await createProcess(
        configSchema.parse({ port: 0, dataDir: server.folder, adminPassword: ADMIN_PASSWORD, loadExamples: false, logLevel: 'silent', ...config }),
        false,
      )
    : null
  const worker = await workerOf(other ?? server.running, 'queries=2')
  const made = await server.admin.post('/api/v1/database/', { database_name: 'Trickle', sqlalchemy_uri: warehouse.url, expose_in_sqllab: true })
  expect(made.status, made.text).toBe(201)
  return {
    server,
    worker,
    databaseId: made.json<{ id: number }>().id,
    [Symbol.asyncDispose]: async () => {
      await worker.close(1000)
      await other?.close()
      await server.close()
      await warehouse[Symbol.asyncDispose]()
    },
  }
}

const start = async ({ server, databaseId }: Site, clientId: string, sql: string, client: Client = server.admin, more: object = {}): Promise<void> => {
  const asked = await client.post('/api/v1/sqllab/execute/', { database_id: databaseId, sql, client_id: clientId, runAsync: true, ...more })
  expect(asked.status, asked.text).toBe(202)
}
const facts = async ({ server }: Site, clientId: string, client: Client = server.admin): Promise<Facts> => {
  const { result } = (await client.get(`/api/v1/query/updated_since${q({ last_updated_ms: 0 })}`)).json<{ result: Facts[] }>()
  const found = result.find((one) => one.id === clientId)
  if (found === undefined) throw new Error(`no run ${clientId}`)
  return found
}
const look = (client: Client, clientId: string) => client.get(`/api/v1/sqllab/results/partial/${q({ client_id: clientId })}`)
const some = (site: Site, clientId: string, client: Client = site.server.admin): Promise<unknown> =>
  until('the first rows', async () => (await look(client, clientId)).status === 200, 30_000)
const over = (site: Site, clientId: string, state: string): Promise<unknown> =>
  until(`the run to be ${state}`, async () => (await facts(site, clientId)).state === state, 30_000)
const news = async (client: Client, clientId: string): Promise<readonly News[]> =>
  (await client.get('/api/v1/async_event/')).json<{ result: News[] }>().result.filter((one) => one.job_id === `query:${clientId}`)
/** How a look at the rows of an ended run would be answered if its row did not say that it ended. */
const left = async ({ server }: Site, { id, queryId, state }: Facts): Promise<number> => {
  const { db } = server.running.ctx.metadata
  const put = (status: string) => db.updateTable('queries').set({ status }).where('id', '=', queryId).execute()
  await put('running')
  const { status } = await look(server.admin, id)
  await put(state)
  return status
}

const REDIS = 'redis://127.0.0.1:6379/11'

/** What Redis answers to a line. */
const redis = async (line: string): Promise<string> => {
  const socket = connect(6379, '127.0.0.1')
  try {
    let text = ''
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    socket.write(`SELECT 11\r\n${line}\r\n`)
    await until('an answer of Redis', () => /^\+OK\r\n(?::-?\d+|\*\d+)\r\n/.test(text))
    await setTimeout(100)
    return text.slice('+OK\r\n'.length)
  } finally {
    socket.destroy()
  }
}

let site: Site
beforeAll(async () => {
  site = await siteOf()
})
afterAll(() => site[Symbol.asyncDispose]())

describe('the first rows of a run that goes on', () => {
  test('are there before it ends, are told of, and make room for the result', async () => {
    const { admin } = site.server
    await start(site, 'trickle', slow(3000, ", 'é' || i AS word"))
    expect((await look(admin, 'trickle')).status).toBe(404)
    await some(site, 'trickle')
    const early = (await look(admin, 'trickle')).json<Partial>()
    expect(early).toMatchObject({ client_id: 'trickle', partial: true })
    expect(early.columns.map((column) => [column.name, column.type_generic])).toEqual([
      ['i', 0],
      ['pg_sleep', 1],
      ['word', 1],
    ])
    expect(early.rows.length).toBe(1000)
    expect(early.rows[999]).toEqual([1000, '', 'é1000'])
    expect([1000, 2000]).toContain(early.total)
    expect((await facts(site, 'trickle')).resultsKey).toBeNull()
    await until('a later count', async () => (await look(admin, 'trickle')).json<Partial>().total === 2000, 30_000)
    await over(site, 'trickle', 'success')
    expect((await look(admin, 'trickle')).status).toBe(410)
    const run = await facts(site, 'trickle')
    expect(run.rows).toBe(3000)
    const page = await admin.get(`/api/v1/sqllab/results/page/${q({ key: run.resultsKey, offset: 2999 })}`)
    expect(page.json<{ rows: unknown[]; total: number }>()).toMatchObject({ total: 3000, rows: [[3000, '', 'é3000']] })
    const told = await news(admin, 'trickle')
    expect(told.map((one) => [one.status, one.partial])).toEqual([
      ['running', { rows: 1000, shown: 1000 }],
      ['running', { rows: 2000, shown: 1000 }],
    ])
    await until('the cache to forget them', async () => (await left(site, run)) === 404)
    for (const path of ['results/', 'results/page/'])
      expect((await admin.get(`/api/v1/sqllab/${path}${q({ key: `sqllab-partial:${run.queryId}:rows` })}`)).status).toBe(404)
  })

  test('are told by the stream, which goes on where a client left', async () => {
    const { server } = site
    const { access } = await tokensOf(server.url, 'admin', ADMIN_PASSWORD)
    const hear = async (lastId: string, count: number): Promise<string> => {
      const abort = new AbortController()
      const answer = await fetch(`${server.url}/api/v1/async_event/stream`, {
        headers: { authorization: `Bearer ${access}`, 'last-event-id': lastId },
        signal: abort.signal,
      })
      let text = ''
      for await (const part of answer.body ?? []) {
        text += Buffer.from(part as Uint8Array).toString('utf8')
        if (text.split('query:streamed').length > count) break
      }
      abort.abort()
      return text
    }
    await start(site, 'streamed', slow(3000))
    const first = await hear('0', 1)
    expect(first).toContain('"partial":{"rows":1000,"shown":1000}')
    const id = /id: (\d+)\ndata: [^\n]*query:streamed/.exec(first)?.[1] ?? ''
    const second = await hear(id, 1)
    expect(second).toContain('"partial":{"rows":2000,"shown":1000}')
    expect(second).not.toContain('"rows":1000,')
    await over(site, 'streamed', 'success')
  })

  test('are those of a limit and of a megabyte, and never of a script that writes', async () => {
    const { admin } = site.server
    await admin.put(`/api/v1/database/${site.databaseId}`, { allow_dml: true })
    await start(site, 'wide', slow(5000, ", repeat('x', 10000) AS wide"))
    await some(site, 'wide')
    const wide = (await look(admin, 'wide')).json<Partial>()
    expect(wide.total).toBe(1000)
    expect(wide.rows.length).toBe(99)
    await start(site, 'few', `${slow(1400)}`, admin, { queryLimit: 700 })
    await start(site, 'writes', `CREATE TABLE kept (i int); INSERT INTO kept SELECT i FROM generate_series(1, 1) i; ${slow(2000)}`)
    const seen = new Set<number>()
    await until(
      'their ends',
      async () => {
        seen.add((await look(admin, 'writes')).status)
        return (await facts(site, 'few')).state === 'success' && (await facts(site, 'writes')).state === 'success'
      },
      40_000,
    )
    expect(await news(admin, 'writes')).toEqual([])
    expect([...seen].filter((status) => status === 200)).toEqual([])
    expect((await news(admin, 'few')).every(({ partial }) => (partial?.rows ?? 0) <= 700)).toBe(true)
  })

  test('are nothing where a run is short, or waited for', async () => {
    const { admin } = site.server
    await start(site, 'short', 'SELECT 1 AS one')
    await over(site, 'short', 'success')
    expect(await news(admin, 'short')).toEqual([])
    const sync = admin.post('/api/v1/sqllab/execute/', { database_id: site.databaseId, sql: slow(1600), client_id: 'sync' })
    const seen = new Set<number>()
    let ended = false
    void sync.finally(() => {
      ended = true
    })
    await until(
      'its end',
      async () => {
        if (!ended) seen.add((await look(admin, 'sync')).status)
        return ended
      },
      30_000,
    )
    expect((await sync).json<{ data: unknown[] }>().data).toHaveLength(1600)
    expect(seen.has(404) && !seen.has(200)).toBe(true)
    expect(await news(admin, 'sync')).toEqual([])
  })
})

describe('who may look', () => {
  test('the owner and whoever has access to all queries, decided anew', async () => {
    const { server, databaseId } = site
    const { db } = server.running.ctx.metadata
    const idOf = async (verb: string, view: string): Promise<number> => {
      const pairs = db
        .selectFrom('permissions')
        .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
        .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      const found = pairs.select('permissions.id').where('permission_names.name', '=', verb).where('permission_views.name', '=', view)
      return (await found.executeTakeFirstOrThrow()).id
    }
    const role = async (name: string, ids: readonly number[]): Promise<number> => {
      const { id } = (await server.admin.post('/api/v1/security/roles/', { name })).json<{ id: number }>()
      expect((await server.admin.post(`/api/v1/security/roles/${id}/permissions`, { permission_view_menu_ids: ids })).status).toBe(200)
      return id
    }
    const access = await idOf('database_access', `[Trickle].(id:${databaseId})`)
    const briefly = await role('Briefly', [access])
    await role('Everybody’s', [access, await idOf('all_query_access', 'all_query_access')])
    const owner = await server.person('owner', ['Gamma', 'sql_lab', 'Briefly'])
    const other = await server.person('other', ['Gamma', 'sql_lab', 'Briefly'])
    const overseer = await server.person('overseer', ['Gamma', 'sql_lab', 'Everybody’s'])
    const gamma = await server.person('gamma')
    await start(site, 'owned', slow(4000, ", 'swordfish' AS word, (SELECT count(*) FROM pg_class) AS n"), owner)
    await some(site, 'owned', owner)
    expect((await look(overseer, 'owned')).status).toBe(200)
    for (const [client, status] of [
      [other, 404],
      [gamma, 403],
      [server.nobody, 401],
    ] as const) {
      const answer = await look(client, 'owned')
      expect([answer.status, answer.text.includes('swordfish')]).toEqual([status, false])
      expect(answer.text).not.toContain('"total"')
    }
    expect(await news(other, 'owned')).toEqual([])
    expect((await news(owner, 'owned')).length).toBeGreaterThan(0)
    await server.admin.post(`/api/v1/security/roles/${briefly}/permissions`, { permission_view_menu_ids: [] })
    const refused = await look(owner, 'owned')
    expect([refused.status, refused.text.includes('swordfish')]).toEqual([403, false])
    await server.admin.post('/api/v1/query/stop', { client_id: 'owned' })
    expect((await look(server.admin, 'nothing-like-it')).status).toBe(404)
    expect((await server.admin.get('/api/v1/sqllab/results/partial/')).status).toBe(400)
    expect((await server.admin.get(`/api/v1/sqllab/results/partial/${q({ client_id: '' })}`)).status).toBe(400)
  })
})

describe('what is left', () => {
  test('by a stop: nothing', async () => {
    const { admin } = site.server
    await start(site, 'stopped', slow(5000))
    await some(site, 'stopped')
    expect((await admin.post('/api/v1/query/stop', { client_id: 'stopped' })).status).toBe(200)
    expect((await look(admin, 'stopped')).status).toBe(410)
    await until('an idle worker', () => site.worker.running === 0, 30_000)
    const run = await facts(site, 'stopped')
    expect([run.state, run.resultsKey]).toEqual(['stopped', null])
    expect(await left(site, run)).toBe(404)
  })

  test('by a failure midway: its error, no rows', async () => {
    await start(site, 'breaks', slow(3000, ', 1 / (2500 - i) AS broken'))
    await some(site, 'breaks')
    await over(site, 'breaks', 'failed')
    const run = await facts(site, 'breaks')
    expect([run.errorMessage, run.resultsKey]).toEqual([expect.stringMatching(/division by zero/), null])
    expect((await look(site.server.admin, 'breaks')).status).toBe(410)
    await until('an idle worker', () => site.worker.running === 0)
    expect(await left(site, run)).toBe(404)
  })
})

test('a worker of its own tells over Redis, and what it leaves when it vanishes expires soon', async () => {
  await using apart = await siteOf({ cacheUrl: REDIS, brokerUrl: REDIS, brokerPrefix: `partial-${process.pid}` }, true)
  const { admin, running } = apart.server
  await start(apart, 'apart', slow(3000))
  await some(apart, 'apart')
  expect((await look(admin, 'apart')).json<Partial>().rows).toHaveLength(1000)
  expect((await news(admin, 'apart'))[0]?.partial).toEqual({ rows: 1000, shown: 1000 })
  const run = await facts(apart, 'apart')
  const keys = (await redis(`KEYS *sqllab-partial:*${run.queryId}:*`)).match(/\S*sqllab-partial:\S+/g) ?? []
  expect(keys.length).toBeGreaterThanOrEqual(2)
  for (const key of keys) {
    const seconds = Number((await redis(`TTL ${key}`)).slice(1))
    expect(seconds > 0 && seconds <= 60, `${key} ${seconds}`).toBe(true)
  }
  await over(apart, 'apart', 'success')
  expect((await look(admin, 'apart')).status).toBe(410)
  await until('the cache to forget them', async () => (await left(apart, run)) === 404)
  expect((await running.ctx.broker.counts('queries')).dead).toBe(0)
})
