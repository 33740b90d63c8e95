import { flushAudit, jobDefinitions } from '@coset/resources'
import { bearerClient, type Client, q, sessionClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, passwordOf, startServer, type TestServer, type Warehouse } from './test-server.ts'

interface Event {
  readonly id: number
  readonly user_id: number | null
  readonly user_name: string
  readonly via: string
  readonly action: string
  readonly object_kind: string
  readonly object_id: string
  readonly object_name: string
  readonly status: number
  readonly address: string
  readonly request_id: string
  readonly detail: string
}

interface Filter {
  readonly col: string
  readonly opr: string
  readonly value: unknown
}

let server: TestServer
let made: Warehouse
let gamma: Client
beforeAll(async () => {
  server = await startServer()
  made = await connectWarehouse(server)
  gamma = await server.person('gamma')
})
afterAll(() => server.close())

const events = async (...filters: readonly Filter[]): Promise<readonly Event[]> => {
  await flushAudit(server.running.ctx)
  const answer = await server.admin.get(`/api/v1/coset/audit/${q({ filters, page_size: 100 })}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: readonly Event[] }>().result
}

const action = (value: string): Filter => ({ col: 'action', opr: 'eq', value })
const who = (value: string): Filter => ({ col: 'user_name', opr: 'eq', value })

const question = (more: object = {}) => ({
  datasource: { id: made.datasetId, type: 'table' },
  queries: [{ columns: ['region'], metrics: ['count'] }],
  form_data: { slice_id: made.chartId },
  ...more,
})

describe('changes', () => {
  test('tell who, what, of which name, by what and from where, before the answer', async () => {
    const answer = await server.admin.put(`/api/v1/dashboard/${made.dashboardId}`, { dashboard_title: 'Sales renamed' })
    expect(answer.status).toBe(200)
    const [event] = await events(action('dashboard.update'))
    expect(event).toMatchObject({
      user_name: 'admin',
      via: 'bearer',
      object_kind: 'dashboard',
      object_id: String(made.dashboardId),
      object_name: 'Sales',
      status: 200,
      address: '127.0.0.1',
      request_id: answer.headers.get('x-request-id'),
    })
  })

  test('new objects carry their id and name, deleted ones the name they had, each of several its own', async () => {
    const ids: number[] = []
    for (const name of ['one', 'two']) ids.push((await server.admin.post('/api/v1/dashboard/', { dashboard_title: name })).json<{ id: number }>().id)
    expect((await events(action('dashboard.create'))).slice(0, 2).map((event) => [event.object_id, event.object_name, event.status])).toEqual([
      [String(ids[1]), 'two', 201],
      [String(ids[0]), 'one', 201],
    ])
    expect((await server.admin.delete(`/api/v1/dashboard/${q(ids)}`)).status).toBe(200)
    expect((await events(action('dashboard.bulkDelete'))).map((event) => event.object_name).sort()).toEqual(['one', 'two'])
  })

  test('what failed was no change', async () => {
    const before = (await events(action('dashboard.create'))).length
    expect((await server.admin.post('/api/v1/dashboard/', { dashboard_title: 5 })).status).toBe(400)
    expect(await events(action('dashboard.create'))).toHaveLength(before)
  })

  test('roles say what was given and taken', async () => {
    const alpha = await server.roleId('Alpha')
    const [row] = (await server.admin.get(`/api/v1/security/users/${q({ filters: [{ col: 'username', opr: 'eq', value: 'gamma' }] })}`)).json<{
      result: { id: number }[]
    }>().result
    expect((await server.admin.put(`/api/v1/security/users/${row?.id}`, { roles: [alpha], active: false })).status).toBe(200)
    expect((await events(action('user.update')))[0]).toMatchObject({ object_name: 'gamma', detail: 'given: role Alpha; taken: active, role Gamma' })
    const back = await server.admin.put(`/api/v1/security/users/${row?.id}`, {
      roles: [await server.roleId('Gamma')],
      active: true,
      password: 'a secret of theirs',
    })
    expect(back.status).toBe(200)
    expect((await events({ col: 'text', opr: 'ct', value: 'a secret of theirs' })).length).toBe(0)
    expect((await server.admin.put(`/api/v1/security/users/${row?.id}`, { password: passwordOf('gamma') })).status).toBe(200)
    expect((await events(action('user.update')))[0]?.detail).toBe('changed: password')
    gamma = await bearerClient(server.url, 'gamma', passwordOf('gamma'))
  })

  test('a rule is told without its SQL', async () => {
    const rule = { name: 'north only', filter_type: 'Regular', tables: [made.datasetId], roles: [await server.roleId('Gamma')], clause: "region = 'swordfish'" }
    expect((await server.admin.post('/api/v1/rowlevelsecurity/', rule)).status).toBe(201)
    const [event] = await events(action('rls.create'))
    expect(event).toMatchObject({ object_kind: 'rule', object_name: 'north only' })
    expect(event?.detail).toBe('given: type Regular, condition, role Gamma, dataset sales')
    expect(JSON.stringify(await events())).not.toContain('swordfish')
  })
})

describe('views', () => {
  test('of a chart’s data and of a dashboard are there, with names, a moment later', async () => {
    expect((await server.admin.post('/api/v1/chart/data', question())).status).toBe(200)
    expect((await server.admin.get(`/api/v1/dashboard/${made.dashboardId}`)).status).toBe(200)
    expect((await events(action('chart.data')))[0]).toMatchObject({ object_kind: 'chart', object_id: String(made.chartId), object_name: 'Sales by region' })
    expect((await events(action('dashboard.get')))[0]).toMatchObject({ object_name: 'Sales renamed' })
  })

  test('are written within a second or so by themselves', async () => {
    const count = async (): Promise<number> =>
      Number(
        (
          await server.running.ctx.metadata.db
            .selectFrom('audit_events')
            .select((eb) => eb.fn.countAll().as('n'))
            .where('action', '=', 'chart.get')
            .executeTakeFirstOrThrow()
        ).n,
      )
    const before = await count()
    await server.admin.get(`/api/v1/chart/${made.chartId}`)
    await expect.poll(count, { timeout: 5000 }).toBe(before + 1)
  })

  test('no list, log or filter state is told', async () => {
    await server.admin.get('/api/v1/dashboard/')
    await server.admin.post(`/api/v1/dashboard/${made.dashboardId}/filter_state`, { value: '{}' })
    expect(await events({ col: 'action', opr: 'in', value: ['dashboard.list', 'dashboard.createState', 'audit.list'] })).toEqual([])
  })
})

describe('exports', () => {
  test('of bundles and of a chart’s rows are told apart from views', async () => {
    expect((await server.admin.get(`/api/v1/dashboard/export/${q([made.dashboardId])}`)).status).toBe(200)
    expect((await server.admin.post('/api/v1/chart/data', question({ result_format: 'csv' }))).status).toBe(200)
    const found = await events({ col: 'what', opr: 'eq', value: 'export' })
    expect(found.map((event) => [event.action, event.object_id])).toEqual([
      ['chart.data.download', String(made.chartId)],
      ['dashboard.export', String(made.dashboardId)],
    ])
  })
})

describe('refusals', () => {
  test('403 and what is there for others only are told; what is nowhere is not', async () => {
    expect((await gamma.get('/api/v1/coset/audit/')).status).toBe(403)
    expect((await gamma.get(`/api/v1/chart/${made.chartId}`)).status).toBe(404)
    expect((await gamma.get('/api/v1/chart/1999999999')).status).toBe(404)
    const found = await events(who('gamma'), { col: 'what', opr: 'eq', value: 'refusal' })
    expect(found.map((event) => [event.action, event.status, event.object_name])).toEqual([
      ['chart.get', 404, 'Sales by region'],
      ['audit.list', 403, ''],
    ])
  })

  test('nobody fills the log without being known', async () => {
    const before = (await events({ col: 'via', opr: 'eq', value: 'nothing' })).length
    expect((await server.nobody.get('/api/v1/coset/audit/')).status).toBe(401)
    await server.nobody.post('/api/v1/security/login', { username: 'who is that', password: 'x', provider: 'db' })
    expect(await events({ col: 'via', opr: 'eq', value: 'nothing' })).toHaveLength(before)
  })
})

describe('signing in', () => {
  test('by form, by token and in vain; and out', async () => {
    const session = await sessionClient(server.url, 'gamma', passwordOf('gamma'))
    await session.get('/logout/')
    expect((await server.nobody.post('/api/v1/security/login', { username: 'gamma', password: 'wrong', provider: 'db' })).status).toBe(401)
    const found = await events(who('gamma'), { col: 'what', opr: 'eq', value: 'sign-in' })
    expect(found.slice(0, 3).map((event) => [event.action, event.status, event.via, event.detail])).toEqual([
      ['sign-in', 401, 'nothing', 'refused: password'],
      ['sign-out', 200, 'session', ''],
      ['sign-in', 200, 'session', 'by password'],
    ])
    expect(found.at(-1)).toMatchObject({ via: 'bearer', detail: 'by password, for a token' })
    expect(JSON.stringify(found)).not.toContain('wrong')
  })
})

describe('the log itself', () => {
  test('filters by user, kind, id, status, moment and text, and refuses what it does not know', async () => {
    const admin = (await server.admin.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    const found = await events(
      { col: 'user', opr: 'rel_o_m', value: admin },
      { col: 'object_kind', opr: 'eq', value: 'dashboard' },
      { col: 'status', opr: 'eq', value: 201 },
    )
    expect(found.length).toBeGreaterThan(1)
    expect(new Set(found.map((event) => [event.user_id, event.object_kind, event.status].join()))).toEqual(new Set([`${admin},dashboard,201`]))
    expect(await events({ col: 'at', opr: 'gt', value: Date.now() + 60_000 })).toEqual([])
    expect((await events({ col: 'text', opr: 'ct', value: 'SALES RENAMED' })).length).toBeGreaterThan(0)
    for (const filter of [
      { col: 'what', opr: 'eq', value: 'everything' },
      { col: 'nothing', opr: 'eq', value: 1 },
    ]) {
      const answer = await server.admin.get(`/api/v1/coset/audit/${q({ filters: [filter] })}`)
      expect(answer.status).toBe(400)
      expect(answer.text).toContain(filter.col)
      expect((await server.admin.get(`/api/v1/coset/audit/export/${q({ filters: [filter] })}`)).status).toBe(400)
    }
  })

  test('leaves as CSV in which nothing is a formula, and tells of that', async () => {
    const title = '=HYPERLINK("http://x"),"\n'
    expect((await server.admin.post('/api/v1/dashboard/', { dashboard_title: title })).status).toBe(201)
    const answer = await server.admin.get(`/api/v1/coset/audit/export/${q({ filters: [action('dashboard.create')] })}`)
    expect(answer.headers.get('content-type')).toContain('text/csv')
    expect(answer.text.split('\r\n')[0]).toBe('time_utc,user_id,user_name,via,action,object_kind,object_id,object_name,status,address,request_id,detail')
    expect(answer.text).toContain(`"'=HYPERLINK(""http://x""),""\n"`)
    expect(answer.text).not.toMatch(/[,"]=HYPERLINK/)
    expect((await events(action('audit.export'))).length).toBe(1)
  })

  test('goes over more rows than one portion, each once', async () => {
    const { db } = server.running.ctx.metadata
    const row = { at: 5, user_id: null, user_name: 'many', via: 'nothing', action: 'test', object_kind: '', object_name: '', status: 0 }
    const rest = { address: '', request_id: '', detail: '' }
    for (let i = 0; i < 5; i++)
      await db
        .insertInto('audit_events')
        .values(Array.from({ length: 500 }, (_, n) => ({ ...row, ...rest, object_id: String(i * 500 + n) })))
        .execute()
    const lines = (await server.admin.get(`/api/v1/coset/audit/export/${q({ filters: [who('many')] })}`)).text.trimEnd().split('\r\n').slice(1)
    expect(new Set(lines.map((line) => line.split(',')[6])).size).toBe(2500)
    expect(lines).toHaveLength(2500)
  })

  test('is pruned by its age', async () => {
    const job = jobDefinitions.find(({ name }) => name === 'audit.prune')
    expect(job).toBeDefined()
    await job?.run(server.running.ctx, {}, { signal: new AbortController().signal } as never)
    expect(await events(who('many'))).toEqual([])
    expect((await events()).length).toBeGreaterThan(10)
  })
})
