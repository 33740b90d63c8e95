import { join } from 'node:path'
import { q, type ServerKind, temporaryDatabase } from '@coset/testing'
import { describe, expect, test } from 'vitest'
import { startServer } from './test-server.ts'

interface Listed {
  readonly count: number
  readonly result: readonly { readonly client_id: string }[]
}

const idsOf = (answer: { json<T>(): T }): readonly string[] => answer.json<Listed>().result.map((row) => row.client_id)

describe.each([null, 'postgresql', 'mysql'] as const satisfies readonly (ServerKind | null)[])('the history of runs, kept in %s', (kind) => {
  test('is ordered by how long they took, searched and filtered; others see and stop nothing of it', async () => {
    await using temporary = kind === null ? null : await temporaryDatabase(kind)
    await using server = await startServer(temporary === null ? {} : { config: { databaseUrl: temporary.url } })
    const { admin } = server
    const { id } = (await admin.post('/api/v1/database/', { database_name: 'Own', sqlalchemy_uri: `sqlite:///${join(server.folder, 'own.sqlite')}` })).json<{
      id: number
    }>()
    // When each began and ended: the shortest ended last, and one is not over
    const runs = { long: [1000, 9000], middle: [3000, 9500], short: [9000, 9900], open: [9800, null] } as const
    for (const [client_id, [start_time, end_time]] of Object.entries(runs)) {
      const ran = await admin.post('/api/v1/sqllab/execute/', { database_id: id, sql: `SELECT '${client_id}' AS word`, client_id, tab: client_id })
      expect(ran.status, ran.text).toBe(200)
      const status = end_time === null ? 'running' : 'success'
      await server.running.ctx.metadata.db.updateTable('queries').set({ start_time, end_time, status }).where('client_id', '=', client_id).execute()
    }
    const list = (asked: object, client = admin) => client.get(`/api/v1/query/${q(asked)}`)
    const by = async (order_direction: string) => idsOf(await list({ order_column: 'duration', order_direction }))
    expect(await by('asc')).toEqual(['short', 'middle', 'long', 'open'])
    expect(await by('desc')).toEqual(['open', 'long', 'middle', 'short'])
    const filtered = { filters: [{ col: 'sql', opr: 'ct', value: "'MID" }] }
    expect(idsOf(await list(filtered))).toEqual(['middle'])
    expect(idsOf(await list({ filters: [{ col: 'start_time', opr: 'gt', value: 3000 }], order_column: 'start_time', order_direction: 'asc' }))).toEqual([
      'short',
      'open',
    ])
    const wrong = await list({ order_column: 'how_long' })
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('how_long')])

    const other = await server.person('other', ['sql_lab'])
    expect((await list({}, other)).json()).toMatchObject({ count: 0 })
    expect((await other.post('/api/v1/query/stop', { client_id: 'open' })).status).toBe(404)
    expect((await admin.post('/api/v1/query/stop', { client_id: 'open' })).status).toBe(200)
    expect((await list({ filters: [{ col: 'status', opr: 'eq', value: 'stopped' }] })).json()).toMatchObject({ count: 1 })
    const plain = await server.person('plain', ['Gamma'])
    expect((await list({}, plain)).status).toBe(403)
  })
})
