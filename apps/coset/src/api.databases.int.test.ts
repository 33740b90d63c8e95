import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { type Answer, type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse, writeWarehouse } from './test-server.ts'

let server: TestServer
let admin: Client
let warehouse: Warehouse
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
})
afterAll(() => server.close())

const idOf = (answer: Answer): number => {
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}

describe('databases', () => {
  const base = '/api/v1/database/'

  test('are tried before they are kept, renamed with their permissions, and kept while datasets need them', async () => {
    const path = writeWarehouse(server.folder, 'second.sqlite')
    const id = idOf(await admin.post(base, { database_name: 'Second', sqlalchemy_uri: `sqlite:///${path}`, extra: '{"a":1}' }))
    expect((await admin.get(`${base}${id}`)).json()).toMatchObject({ id, result: { database_name: 'Second', backend: 'sqlite' } })
    expect((await admin.get(`${base}${id}/tables/${q({ schema_name: 'main' })}`)).json()).toMatchObject({
      count: 2,
      result: [{ value: 'sales' }, { value: 'secrets' }],
    })
    const dataset = idOf(await admin.post('/api/v1/dataset/', { database: id, schema: 'main', table_name: 'sales' }))
    expect((await admin.put(`${base}${id}`, { database_name: 'Renamed' })).status).toBe(200)
    const views = await server.running.ctx.metadata.db.selectFrom('permission_views').select('name').where('name', 'like', '[%').execute()
    expect(views.map((v) => v.name)).toEqual(expect.arrayContaining([`[Renamed].(id:${id})`, `[Renamed].[sales](id:${dataset})`, '[Renamed].[main]']))
    expect(views.some((v) => v.name.startsWith('[Second]'))).toBe(false)
    expect((await admin.delete(`${base}${id}`)).status).toBe(422)
    await admin.delete(`/api/v1/dataset/${dataset}`)
    expect((await admin.delete(`${base}${id}`)).json()).toEqual({ message: 'OK' })
  })

  test.each([
    ['an engine nobody knows', 'orcale://u:p@h/d', 422],
    ['no address', 'nonsense', 422],
    ['a file outside', 'sqlite:////etc/passwd', 422],
    ['a file by the back door', 'sqlite:///FOLDER/../../etc/passwd', 422],
    ['a file: address', 'sqlite:///file:/etc/passwd', 422],
    ['arguments', 'sqlite:///FOLDER/warehouse.sqlite?mode=rwc', 422],
    ['a DuckDB file outside', 'duckdb:////etc/passwd', 422],
    ['a port where nothing listens', 'postgresql://u:hunter2@127.0.0.1:1/d', 422],
    ['a host that is none', 'postgresql://u:hunter2@nothing.invalid/d', 422],
    ['several hosts', 'postgresql://u:hunter2@a,b/d', 422],
  ])('%s is refused, without its password', async (_name, uri, status) => {
    const sqlalchemy_uri = uri.replace('FOLDER', server.folder)
    for (const answer of [
      await admin.post(base, { database_name: 'X', sqlalchemy_uri }),
      await admin.post(`${base}test_connection/`, { database_name: 'X', sqlalchemy_uri }),
    ]) {
      expect([400, status], answer.text).toContain(answer.status)
      expect(answer.text).not.toContain('hunter2')
    }
    expect((await admin.get(`${base}${q({ filters: [{ col: 'database_name', opr: 'eq', value: 'X' }] })}`)).json()).toMatchObject({ count: 0 })
  })

  test('27: a link inside the data folder that leads out is no way out', async () => {
    const link = join(server.folder, 'link.sqlite')
    symlinkSync('/etc/passwd', link)
    const answer = await admin.post(`${base}test_connection/`, { database_name: 'X', sqlalchemy_uri: `sqlite:///${link}` })
    expect(answer.status).toBe(422)
  })

  test('27: the metadata database is no warehouse', async () => {
    symlinkSync(join(server.folder, 'coset.db'), join(server.folder, 'alias.sqlite'))
    for (const name of ['coset.db', 'coset.db-wal', './coset.db', 'x/../coset.db', 'alias.sqlite', 'secret-key'])
      for (const engine of ['sqlite', 'duckdb']) {
        const sqlalchemy_uri = `${engine}:///${server.folder}/${name}`
        expect((await admin.post(base, { database_name: 'Inside', sqlalchemy_uri })).status, sqlalchemy_uri).toBe(422)
      }
  })

  test('a stored password goes nowhere else: a masked address that leads to another door is refused before anything is dialled', async () => {
    const heard: string[] = []
    const listener = createServer((socket) => socket.on('data', (chunk) => heard.push(chunk.toString('latin1'))))
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
    const { port } = listener.address() as AddressInfo
    const { ctx } = server.running
    const id = idOf(await admin.post(base, { database_name: 'Door', sqlalchemy_uri: `sqlite:///${writeWarehouse(server.folder, 'door.sqlite')}` }))
    const stored = { sqlalchemy_uri: 'postgresql://u:XXXXXXXXXX@127.0.0.1:1/d', password: ctx.secrets.seal('hunter2') }
    await ctx.metadata.db.updateTable('databases').set(stored).where('id', '=', id).execute()
    for (const address of [
      `postgresql://u:XXXXXXXXXX@127.0.0.1:${port}/d`,
      `mysql://u:XXXXXXXXXX@127.0.0.1:${port}/d`,
      `postgresql://v:XXXXXXXXXX@127.0.0.1:1/d`,
    ]) {
      for (const answer of [
        await admin.put(`${base}${id}`, { sqlalchemy_uri: address }),
        await admin.post(`${base}test_connection/`, { database_name: 'Door', sqlalchemy_uri: address }),
      ]) {
        expect(answer.status, answer.text).toBe(422)
        expect(answer.text).toContain('enter the password again')
      }
    }
    expect(heard).toEqual([])
    expect((await ctx.metadata.db.selectFrom('databases').select('sqlalchemy_uri').where('id', '=', id).executeTakeFirst())?.sqlalchemy_uri).toBe(
      stored.sqlalchemy_uri,
    )
    listener.close()
  })

  test('one that is no database, or gone, says so and takes nobody with it', async () => {
    const path = writeWarehouse(server.folder, 'dying.sqlite')
    const id = idOf(await admin.post(base, { database_name: 'Dying', sqlalchemy_uri: `sqlite:///${path}` }))
    const dataset = idOf(await admin.post('/api/v1/dataset/', { database: id, schema: 'main', table_name: 'sales' }))
    await admin.put(`${base}${id}`, { cache_timeout: -1 })
    rmSync(path)
    writeFileSync(path, 'this is no database')
    const ask = (datasetId: number) =>
      admin.post('/api/v1/chart/data', {
        datasource: { id: datasetId, type: 'table' },
        force: true,
        queries: [{ columns: ['region'], metrics: ['count'], row_limit: 10 }],
      })
    const [dead, alive] = await Promise.all([ask(dataset), ask(warehouse.datasetId)])
    expect(dead.status, dead.text).toBeGreaterThanOrEqual(400)
    expect(dead.status).toBeLessThan(500)
    expect(alive.status, alive.text).toBe(200)
    expect((await admin.get(`/api/v1/dataset/${dataset}`)).status).toBe(200)
    expect((await admin.get(`${base}${id}`)).status).toBe(200)
  })
})
