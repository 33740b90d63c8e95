import { DatabaseSync } from 'node:sqlite'
import { type Answer, type Client, temporaryDatabase } from '@coset/testing'
import * as xlsx from '@e965/xlsx'
import { parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'
import { readBinaryEntries } from './test-zip.ts'

let server: TestServer
let warehouse: Warehouse
let alpha: Client

const form = (name: string, content: string | Uint8Array, fields: Readonly<Record<string, string>>): FormData => {
  const data = new FormData()
  for (const [field, value] of Object.entries(fields)) data.set(field, value)
  data.set('file', new Blob([typeof content === 'string' ? content : Uint8Array.from(content)]), name)
  return data
}

const send = (
  client: Client,
  content: string | Uint8Array,
  fields: Readonly<Record<string, string>> = {},
  name = 'x.csv',
  id = warehouse.databaseId,
): Promise<Answer> => client.post(`/api/v1/database/${id}/upload/`, form(name, content, { type: 'csv', table_name: 'up', ...fields }))

const rows = (sql: string): readonly Record<string, unknown>[] => {
  const database = new DatabaseSync(`${server.folder}/warehouse.sqlite`, { readOnly: true })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

const dataset = async (table: string) => {
  const { result } = (await server.admin.get(`/api/v1/dataset/?q=(filters:!((col:table_name,opr:eq,value:'${table}')))`)).json<{
    result: readonly { readonly id: number; readonly owners: readonly { readonly first_name: string }[] }[]
  }>()
  return result
}

beforeAll(async () => {
  server = await startServer()
  warehouse = await connectWarehouse(server)
  alpha = await server.person('alpha', ['Alpha'])
  const allowed = await server.admin.put(`/api/v1/database/${warehouse.databaseId}`, { allow_file_upload: true })
  expect(allowed.status).toBe(200)
})
afterAll(() => server.close())

describe('uploads', () => {
  test('a CSV file becomes a table and a dataset of the one who brought it', async () => {
    const answer = await send(alpha, 'id,name,day\n1,"a ""quoted"" name",2024-01-02\n2,,2024-01-03\n', { column_dates: 'day' })
    expect([answer.status, answer.json()]).toEqual([201, { message: 'OK' }])
    expect(rows('SELECT * FROM up ORDER BY id')).toEqual([
      { id: 1, name: 'a "quoted" name', day: '2024-01-02 00:00:00' },
      { id: 2, name: null, day: '2024-01-03 00:00:00' },
    ])
    const [made] = await dataset('up')
    expect(made?.owners.map((owner) => owner.first_name)).toEqual(['alpha'])
    const { result } = (await alpha.get(`/api/v1/dataset/${made?.id}`)).json<{ result: { columns: readonly { column_name: string; is_dttm: boolean }[] } }>()
    expect(result.columns.map((column) => [column.column_name, column.is_dttm])).toEqual([
      ['id', false],
      ['name', false],
      ['day', true],
    ])
  })
  test('the same table again: refused, appended to, replaced', async () => {
    const again = await send(alpha, 'id\n3\n')
    expect([again.status, again.text]).toEqual([422, expect.stringContaining('exists already')])
    expect((await send(alpha, 'id\n3\n', { already_exists: 'append' })).status).toBe(201)
    expect(rows('SELECT count(*) n FROM up')).toEqual([{ n: 3 }])
    expect((await send(alpha, 'id,zz\n3,4\n', { already_exists: 'append' })).text).toContain('no column “zz”')
    expect((await send(alpha, 'other\nx\n', { already_exists: 'replace' })).status).toBe(201)
    const [same, ...more] = await dataset('up')
    expect(more).toEqual([])
    const { result } = (await alpha.get(`/api/v1/dataset/${same?.id}`)).json<{ result: { columns: readonly { column_name: string }[] } }>()
    expect(result.columns.map((column) => column.column_name)).toEqual(['other'])
    expect(rows("SELECT name FROM sqlite_master WHERE name LIKE 'coset%'")).toEqual([])
  })
  test('Excel and Parquet', async () => {
    const book = xlsx.utils.book_new()
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([['a'], [1]]), 'One')
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([['b'], ['two']]), 'Two')
    const sheets = new Uint8Array(xlsx.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer)
    expect((await send(alpha, sheets, { type: 'excel', sheet_name: 'Two', table_name: 'sheet' }, 'x.xlsx')).status).toBe(201)
    expect(rows('SELECT * FROM sheet')).toEqual([{ b: 'two' }])
    const parquet = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'p', data: [5, 6], type: 'INT32' }] }))
    expect((await send(alpha, parquet, { type: 'columnar', table_name: 'parquet' }, 'x.parquet')).status).toBe(201)
    expect(rows('SELECT * FROM parquet')).toEqual([{ p: 5 }, { p: 6 }])
    const heads = await alpha.post('/api/v1/database/upload_metadata/', form('x.xlsx', sheets, { type: 'excel' }))
    expect(heads.json()).toEqual({
      result: {
        items: [
          { sheet_name: 'One', column_names: ['a'] },
          { sheet_name: 'Two', column_names: ['b'] },
        ],
      },
    })
  })
  test.each([
    [{ type: 'nope' }, 'x.csv', 400, { type: ['Must be one of: csv, excel, columnar.'] }],
    [{ table_name: '' }, 'x.csv', 400, { table_name: ['Length must be between 1 and 10000.'] }],
    [{ already_exists: 'x' }, 'x.csv', 400, { already_exists: ['Must be one of: fail, replace, append.'] }],
    [{ rows_to_read: '0' }, 'x.csv', 400, { rows_to_read: ['Must be greater than or equal to 1.'] }],
    [{ header_row: 'x', zz: '1' }, 'x.csv', 400, { zz: ['Unknown field.'], header_row: ['Not a valid integer.'] }],
    [{ column_data_types: 'nope' }, 'x.csv', 400, { _schema: ['Invalid JSON format for column_data_types'] }],
    [{}, 'x.exe', 400, { file: ['File extension is not allowed.'] }],
    [
      { column_data_types: '{"a":"int"}', table_name: 'fresh' },
      'x.csv',
      422,
      { column_data_types: ['Line 2: “x” in column “a” is not a whole number of 64 bits'] },
    ],
  ])('the form %j of %s is %i', async (fields, name, status, message) => {
    const answer = await send(alpha, 'a\nx\n', fields, name)
    expect([answer.status, answer.json()]).toEqual([status, { message }])
    expect(rows("SELECT name FROM sqlite_master WHERE name = 'fresh' OR name LIKE 'coset%'")).toEqual([])
  })
  test('only those who may, where it is allowed', async () => {
    const gamma = await server.person('gamma')
    expect((await send(gamma, 'a\n1\n')).status).toBe(403)
    expect((await send(server.nobody, 'a\n1\n')).status).toBe(401)
    expect((await send(alpha, 'a\n1\n', {}, 'x.csv', 99_999)).status).toBe(404)
    const { databaseId } = warehouse
    const set = (body: object) => server.admin.put(`/api/v1/database/${databaseId}`, body)
    await set({ extra: JSON.stringify({ schemas_allowed_for_file_upload: ['elsewhere'] }) })
    expect((await send(alpha, 'a\n1\n', { table_name: 'sneaked' })).status).toBe(403)
    expect((await alpha.get(`/api/v1/database/${databaseId}/schemas_access_for_file_upload/`)).json()).toEqual({ schemas: ['elsewhere'] })
    expect((await alpha.get(`/api/v1/database/${databaseId}/schemas/?q=(upload_allowed:!t)`)).json()).toEqual({ result: [] })
    await set({ extra: '{}', allow_file_upload: false })
    expect((await send(alpha, 'a\n1\n', { table_name: 'sneaked' })).status).toBe(403)
    await set({ allow_file_upload: true })
    expect((await alpha.get(`/api/v1/database/${databaseId}/schemas_access_for_file_upload/`)).json()).toEqual({ schemas: [] })
    expect(rows("SELECT name FROM sqlite_master WHERE name = 'sneaked'")).toEqual([])
  })
  test('someone of one schema only may not touch tables of others', async () => {
    const role = (await server.admin.post('/api/v1/security/roles/', { name: 'Uploader' })).json<{ id: number }>().id
    const ids = await server.running.ctx.metadata.db
      .selectFrom('permissions')
      .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select('permissions.id')
      .where('permission_names.name', 'in', ['can_upload', 'can_read'])
      .where('permission_views.name', '=', 'Database')
      .execute()
    await server.admin.post(`/api/v1/security/roles/${role}/permissions`, { permission_view_menu_ids: ids.map((row) => row.id) })
    const uploader = await server.person('uploader', ['Uploader'])
    expect([404, 403]).toContain((await send(uploader, 'a\n1\n', { table_name: 'sales', already_exists: 'replace' })).status)
    expect(rows('SELECT count(*) n FROM sales')).toEqual([{ n: 6 }])
  })
})

describe('the permissions of a database', () => {
  test('are made for its schemas and catalogs', async () => {
    await using other = await temporaryDatabase('postgresql')
    const made = await server.admin.post('/api/v1/database/', { database_name: 'Elephant', sqlalchemy_uri: other.url })
    const { id } = made.json<{ id: number }>()
    const answer = await server.admin.post(`/api/v1/database/${id}/sync_permissions/`)
    expect([answer.status, answer.json()]).toEqual([200, { message: 'Permissions successfully synced' }])
    const views = await server.running.ctx.metadata.db.selectFrom('permission_views').select('name').where('name', 'like', '[Elephant]%').execute()
    expect(views.map((view) => view.name)).toEqual(expect.arrayContaining(['[Elephant].[public]', `[Elephant].[${other.name}]`]))
    expect((await alpha.post(`/api/v1/database/${id}/sync_permissions/`)).status).toBe(403)
    expect((await server.admin.post('/api/v1/database/99999/sync_permissions/')).status).toBe(404)
    expect((await server.admin.delete(`/api/v1/database/${id}`)).status).toBe(200)
  })
})

describe('charts of a table', () => {
  const warm = (client: Client, body: unknown): Promise<Answer> => client.put('/api/v1/dataset/warm_up_cache', body)
  test('are run ahead', async () => {
    const answer = await warm(server.admin, { db_name: 'Warehouse', table_name: 'sales' })
    expect([answer.status, answer.json()]).toEqual([200, { result: [{ chart_id: warehouse.chartId, viz_error: null, viz_status: 'success' }] }])
  })
  test('of tables that are there', async () => {
    const unknown = await warm(server.admin, { db_name: 'Warehouse', table_name: 'nope' })
    expect([unknown.status, unknown.json()]).toEqual([404, { message: 'The provided table was not found in the provided database' }])
    expect((await warm(server.admin, {})).json()).toEqual({
      message: { db_name: ['Missing data for required field.'], table_name: ['Missing data for required field.'] },
    })
    expect((await warm(alpha, { db_name: 'Warehouse', table_name: 'sales' })).status).toBe(403)
  })
})

describe('a dashboard as an example', () => {
  const exported = (client: Client, more = ''): Promise<Answer> => client.get(`/api/v1/dashboard/${warehouse.dashboardId}/export_as_example/${more}`)
  const data = async (bytes: Uint8Array): Promise<readonly Record<string, unknown>[]> => {
    const file = readBinaryEntries(bytes).get('data.parquet') ?? new Uint8Array()
    return parquetReadObjects({ file: Uint8Array.from(file).buffer })
  }
  test('holds the dashboard, its charts, its dataset and the rows', async () => {
    const answer = await exported(server.admin)
    expect([answer.status, answer.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="sales_example.zip"'])
    const files = readBinaryEntries(answer.bytes)
    expect([...files.keys()].sort()).toEqual(['charts/Sales_by_region.yaml', 'dashboard.yaml', 'data.parquet', 'dataset.yaml'])
    const dataset = new TextDecoder().decode(files.get('dataset.yaml'))
    expect(dataset).toContain('data_file: data.parquet')
    expect(dataset).toContain('schema: null')
    const rows = await data(answer.bytes)
    expect(rows).toHaveLength(6)
    expect(rows[0]).toMatchObject({ id: 1n, region: 'north', amount: 10n })
  })
  test('of a sample, or without rows', async () => {
    expect(await data((await exported(server.admin, '?sample_rows=2')).bytes)).toHaveLength(2)
    const without = await exported(server.admin, '?export_data=false')
    expect([...readBinaryEntries(without.bytes).keys()].sort()).toEqual(['charts/Sales_by_region.yaml', 'dashboard.yaml', 'dataset.yaml'])
  })
  test('of people who may, with the rows that they may see', async () => {
    const rule = { name: 'north', filter_type: 'Regular', tables: [warehouse.datasetId], roles: [await server.roleId('Alpha')], clause: "region = 'north'" }
    expect((await server.admin.post('/api/v1/rowlevelsecurity/', rule)).status).toBe(201)
    expect(await data((await exported(alpha)).bytes)).toHaveLength(3)
    expect((await exported(server.nobody)).status).toBe(401)
    expect((await server.admin.get('/api/v1/dashboard/9999/export_as_example/')).status).toBe(404)
  })
})
