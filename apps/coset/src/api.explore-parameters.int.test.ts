import { expect, test } from 'vitest'
import { startServer } from './test-server.ts'

test("Explore tells where the dataset's database stands to those who may change databases, and its password to nobody", async () => {
  await using server = await startServer({ config: { allowPrivateAddresses: true } })
  const uri = 'postgresql://postgres:hunter2@127.0.0.1:5432/template1'
  const made = await server.admin.post('/api/v1/database/', { database_name: 'Postgres', sqlalchemy_uri: uri })
  expect(made.status, made.text).toBe(201)
  const dataset = await server.admin.post('/api/v1/dataset/', { database: made.json<{ id: number }>().id, table_name: 'one', sql: 'SELECT 1 AS n' })
  expect(dataset.status, dataset.text).toBe(201)
  const path = `/api/v1/explore/?datasource_type=table&datasource_id=${dataset.json<{ id: number }>().id}`
  const told = await server.admin.get(path)
  const { database } = told.json<{ result: { dataset: { database: Record<string, unknown> } } }>().result.dataset
  expect(database['parameters']).toEqual({ host: '127.0.0.1', port: 5432, username: 'postgres', database: 'template1' })
  expect(database['parameters_schema']).toMatchObject({ type: 'object', required: ['database', 'host', 'port', 'username'] })
  expect(database['schema_options']).toEqual({})
  expect(told.text).not.toContain('hunter2')
  const alpha = await server.person('alpha', ['Alpha'])
  const seen = await alpha.get(path)
  expect(seen.status, seen.text).toBe(200)
  expect(seen.text).not.toMatch(/hunter2|template1|127\.0\.0\.1/)
  expect(seen.json<{ result: { dataset: { database: object } } }>().result.dataset.database).not.toHaveProperty('parameters')
  const gamma = await server.person('gamma')
  expect((await gamma.get(path)).status).toBeGreaterThanOrEqual(400)
})
