import { join } from 'node:path'
import { q, type ServerKind, temporaryDatabase } from '@coset/testing'
import { describe, expect, test } from 'vitest'
import type { Ran } from './sqllab-bench.ts'
import { startServer } from './test-server.ts'

describe.each(['postgresql', 'mysql'] as const satisfies readonly ServerKind[])('metadata in %s', (kind) => {
  test('keeps runs, tabs and saved queries, and lists them in every order', async () => {
    await using temporary = await temporaryDatabase(kind)
    await using server = await startServer({ config: { databaseUrl: temporary.url } })
    const { admin } = server
    const made = await admin.post('/api/v1/database/', { database_name: 'Own', sqlalchemy_uri: `sqlite:///${join(server.folder, 'own.sqlite')}` })
    const { id } = made.json<{ id: number }>()
    const ran = await admin.post('/api/v1/sqllab/execute/', { database_id: id, sql: 'SELECT 1 AS a', client_id: 'kept' })
    expect(ran.status, ran.text).toBe(200)
    const refused = await admin.post('/api/v1/sqllab/execute/', { database_id: id, sql: 'DROP TABLE x', client_id: 'refused' })
    expect(refused.status).toBe(422)
    expect((await admin.post('/api/v1/saved_query/', { label: 'L', sql: 'SELECT 1', db_id: id, schema: 'main' })).status).toBe(201)
    for (const resource of ['query', 'saved_query']) {
      const { order_columns } = (await admin.get(`/api/v1/${resource}/`)).json<{ order_columns: string[] }>()
      for (const order_column of order_columns) {
        const answer = await admin.get(`/api/v1/${resource}/${q({ order_column, order_direction: 'desc' })}`)
        expect([order_column, answer.status, answer.json<{ count: number }>().count]).toEqual([order_column, 200, resource === 'query' ? 2 : 1])
      }
    }
    const filters = [
      { col: 'status', opr: 'eq', value: 'failed' },
      { col: 'user', opr: 'rel_o_m', value: 1 },
      { col: 'database', opr: 'rel_o_m', value: id },
      { col: 'start_time', opr: 'gt', value: 1 },
    ]
    expect((await admin.get(`/api/v1/query/${q({ filters })}`)).json()).toMatchObject({ count: 1, result: [{ client_id: 'refused', status: 'failed' }] })
    expect((await admin.get('/api/v1/query/distinct/status')).json()).toMatchObject({ count: 2 })
    expect((await admin.get('/api/v1/query/related/database')).json()).toMatchObject({ count: 1 })
    expect((await admin.get('/api/v1/saved_query/related/database')).json()).toMatchObject({ count: 1 })
    const tab = await admin.post(
      '/tabstateview/',
      new URLSearchParams({ queryEditor: JSON.stringify({ name: 'T', dbId: id, latestQueryId: 'kept', autorun: true }) }),
    )
    const shown = (await admin.get(`/tabstateview/${tab.json<{ id: number }>().id}`)).json()
    expect(shown).toMatchObject({ active: true, autorun: true, hide_left_bar: false, latest_query: { id: 'kept', ctas: false } })
    const page = await admin.get(`/api/v1/sqllab/results/page/${q({ key: ran.json<Ran>().query.resultsKey })}`)
    expect(page.json()).toMatchObject({ total: 1, rows: [[1]] })
    expect((await admin.delete(`/api/v1/database/${id}`)).status).toBe(200)
    expect((await admin.get('/api/v1/query/')).json()).toMatchObject({ count: 0 })
  })
})
