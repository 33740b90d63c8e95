import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer, type TestServer } from './test-server.ts'

/** A coordinator that answers every statement with one row, and remembers who asked what. */
const asked: { readonly sql: string; readonly headers: IncomingHttpHeaders }[] = []
const coordinator: Server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    asked.push({ sql: Buffer.concat(parts).toString(), headers: request.headers })
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ id: 'q', columns: [{ name: 'name', type: 'varchar' }], data: [['main']] }))
  })
})

let server: TestServer
let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    coordinator.listen(0, '127.0.0.1', () => resolve())
  })
  port = (coordinator.address() as AddressInfo).port
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  coordinator.closeAllConnections()
  coordinator.close()
})

const base = '/api/v1/database/'
const create = async (name: string, more: object = {}): Promise<number> => {
  const address = `trino://svc@127.0.0.1:${port}/memory/main?protocol=http`
  const made = await server.admin.post(base, { database_name: name, sqlalchemy_uri: address, ...more })
  expect(made.status, made.text).toBe(201)
  return made.json<{ id: number }>().id
}
const schemas = async (client: Client, id: number, force = false): Promise<number> => (await client.get(`${base}${id}/schemas/${q({ force })}`)).status

describe('databases that run statements in people’s own names', () => {
  test('ask as whoever asks, each over a connection of their own', async () => {
    const id = await create('Personal', { impersonate_user: true })
    const ann = await server.person('ann', ['Admin'])
    asked.length = 0
    expect([await schemas(server.admin, id), await schemas(ann, id), await schemas(server.admin, id)]).toEqual([200, 200, 200])
    const people = asked.filter(({ sql }) => sql.startsWith('SHOW SCHEMAS')).map(({ headers }) => [headers['x-trino-user'], headers['x-trino-original-user']])
    expect(people).toEqual([
      ['admin', 'svc'],
      ['ann', 'svc'],
      ['admin', 'svc'],
    ])
  })

  test('are never asked with the rights of the address instead', async () => {
    const id = await create('Nobody here', { impersonate_user: true })
    await expect(server.running.ctx.connections.forDatabase(id)).rejects.toThrow(/in the name of the person/)
    await server.admin.put(`${base}${id}`, { impersonate_user: false })
    asked.length = 0
    expect(await schemas(server.admin, id)).toBe(200)
    expect(asked.at(-1)?.headers['x-trino-user']).toBe('svc')
  })
})

describe('names of schemas and tables', () => {
  test('are kept as long as the database says, and asked anew when forced', async () => {
    const id = await create('Remembered', { extra: JSON.stringify({ metadata_cache_timeout: { schema_cache_timeout: 600, table_cache_timeout: 600 } }) })
    const count = (): number => asked.filter(({ sql }) => sql.startsWith('SHOW SCHEMAS')).length
    await schemas(server.admin, id)
    const before = count()
    expect([await schemas(server.admin, id), count() - before]).toEqual([200, 0])
    expect([await schemas(server.admin, id, true), count() - before]).toEqual([200, 1])
    const plain = await create('Not remembered')
    await schemas(server.admin, plain)
    const again = count()
    expect([await schemas(server.admin, plain), count() - again]).toEqual([200, 1])
  })
})

describe('sealed credentials', () => {
  const token = (value: string): string => JSON.stringify({ auth_method: 'jwt', auth_params: { token: value } })
  const bearer = (): string | undefined => asked.at(-1)?.headers.authorization

  test('reach the database, are masked for people, and are kept when masks come back', async () => {
    const id = await create('Sealed', { masked_encrypted_extra: token('t0ken-one') })
    expect(bearer()).toBe('Bearer t0ken-one')
    const shown = await server.admin.get(`${base}${id}/connection`)
    expect(shown.text).not.toContain('t0ken')
    const masked = shown.json<{ result: { masked_encrypted_extra: string } }>().result.masked_encrypted_extra
    expect(JSON.parse(masked)).toEqual({ auth_method: 'XXXXXXXXXX', auth_params: { token: 'XXXXXXXXXX' } })
    expect((await server.admin.put(`${base}${id}`, { database_name: 'Sealed still', masked_encrypted_extra: masked })).status).toBe(200)
    expect([await schemas(server.admin, id), bearer()]).toEqual([200, 'Bearer t0ken-one'])
    expect((await server.admin.put(`${base}${id}`, { masked_encrypted_extra: token('t0ken-two') })).status).toBe(200)
    expect([await schemas(server.admin, id), bearer()]).toEqual([200, 'Bearer t0ken-two'])
  })

  test('are not sent to another address unless they are entered again', async () => {
    const id = await create('Staying', { masked_encrypted_extra: token('t0ken-three') })
    const elsewhere = `trino://other@127.0.0.1:${port}/memory/main?protocol=http`
    const count = asked.length
    for (const more of [{}, { masked_encrypted_extra: token('XXXXXXXXXX') }]) {
      const moved = await server.admin.put(`${base}${id}`, { sqlalchemy_uri: elsewhere, ...more })
      expect([moved.status, moved.text]).toEqual([422, expect.stringContaining('enter the secrets again')])
    }
    expect(asked.length).toBe(count)
    expect((await server.admin.put(`${base}${id}`, { sqlalchemy_uri: elsewhere, masked_encrypted_extra: token('t0ken-four') })).status).toBe(200)
    expect(bearer()).toBe('Bearer t0ken-four')
  })

  test('cannot be masks that stand for nothing', async () => {
    const address = `trino://svc@127.0.0.1:${port}/memory/main?protocol=http`
    const made = await server.admin.post(base, { database_name: 'Hollow', sqlalchemy_uri: address, masked_encrypted_extra: token('XXXXXXXXXX') })
    expect([made.status, made.text]).toEqual([422, expect.stringContaining('$.auth_params.token')])
  })
})

describe('engines', () => {
  test('that can be connected are listed by the names that people know, the usual ones first', async () => {
    const { databases } = (await server.admin.get(`${base}available/`)).json<{
      databases: { name: string; engine: string; preferred: boolean; engine_information: object }[]
    }>()
    const names = databases.map(({ name }) => name)
    expect(names.slice(0, 4)).toEqual(['PostgreSQL', 'Presto', 'MySQL', 'SQLite'])
    expect(names).toEqual(
      expect.arrayContaining(['Aurora PostgreSQL', 'MariaDB', 'ClickHouse', 'Trino', 'Google BigQuery', 'Snowflake', 'Databricks', 'Apache Hive']),
    )
    expect(names).not.toContain('IBM Db2')
    expect(databases.find(({ name }) => name === 'Trino')).toMatchObject({
      engine: 'trino',
      preferred: false,
      engine_information: { supports_file_upload: true, supports_dynamic_catalog: true, disable_ssh_tunneling: false, supports_oauth2: true },
    })
  })

  test('that cannot are refused with the reason', async () => {
    const answer = await server.admin.post(base, { database_name: 'Db2', sqlalchemy_uri: 'db2://u:s3cret@db.example.com/x' })
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('cannot be connected yet')])
    expect(answer.text).not.toContain('s3cret')
  })
})
