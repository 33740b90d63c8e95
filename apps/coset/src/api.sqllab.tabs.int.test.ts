import { type Client, multipart, q, sessionClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ran, type SqlBench, startBench } from './sqllab-bench.ts'
import { passwordOf } from './test-server.ts'

let bench: SqlBench
let admin: Client
let other: Client
beforeAll(async () => {
  bench = await startBench()
  admin = bench.server.admin
  other = await bench.server.person('other', ['sql_lab'])
})
afterAll(() => bench[Symbol.asyncDispose]())

const form = (fields: Record<string, string>): URLSearchParams => new URLSearchParams(fields)
const open = async (editor: object = {}, client: Client = admin): Promise<number> => {
  const answer = await client.post(
    '/tabstateview/',
    form({ queryEditor: JSON.stringify({ name: 'T', dbId: bench.databases.sqlite, sql: 'SELECT 1', ...editor }) }),
  )
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ id: number }>().id
}

interface Tab {
  readonly id: number
  readonly active: boolean
  readonly label: string
  readonly table_schemas: readonly { readonly id: number; readonly table: string; readonly expanded: boolean }[]
  readonly latest_query: { readonly id: string; readonly state: string } | null
  readonly saved_query: { readonly label: string } | null
  readonly extra_json: object
}
const tab = async (id: number, client: Client = admin): Promise<Tab> => (await client.get(`/tabstateview/${id}`)).json<Tab>()

describe('tabs', () => {
  test('are opened, changed field by field, and closed', async () => {
    const id = await open({ schema: 'main', queryLimit: 100, templateParams: '{"a": 1}', autorun: true, hideLeftBar: true })
    expect(await tab(id)).toEqual({
      id,
      user_id: 1,
      label: 'T',
      active: true,
      database_id: bench.databases.sqlite,
      catalog: null,
      schema: 'main',
      table_schemas: [],
      sql: 'SELECT 1',
      query_limit: 100,
      latest_query: null,
      autorun: true,
      template_params: '{"a": 1}',
      hide_left_bar: true,
      saved_query: null,
      extra_json: {},
    })
    const changes = { label: '"Ünï"', sql: '"SELECT 2"', query_limit: 'null', autorun: 'false', extra_json: '"{\\"version\\": 1}"', schema: 'null' }
    expect((await admin.put(`/tabstateview/${id}`, form(changes))).json()).toBe(id)
    expect(await tab(id)).toMatchObject({ label: 'Ünï', sql: 'SELECT 2', query_limit: null, autorun: false, schema: null, extra_json: { version: 1 } })
    expect((await admin.delete(`/tabstateview/${id}`)).json()).toBe('OK')
    expect((await admin.get(`/tabstateview/${id}`)).status).toBe(404)
  })

  test('take forms of both kinds, as browsers send them', async () => {
    const answer = await admin.post('/tabstateview/', multipart({ queryEditor: JSON.stringify({ name: 'Multipart' }) }))
    expect(answer.status, answer.text).toBe(200)
    expect(await tab(answer.json<{ id: number }>().id)).toMatchObject({ label: 'Multipart', database_id: null })
  })

  test('a cookie session needs its token', async () => {
    const session = await sessionClient(bench.server.url, 'other', passwordOf('other'))
    const editor = { queryEditor: JSON.stringify({ name: 'x' }) }
    expect((await session.post('/tabstateview/', form(editor))).status).toBe(200)
    expect((await session.with({ 'x-csrftoken': 'wrong' }).post('/tabstateview/', form(editor))).status).toBe(400)
    expect((await session.with({ 'x-csrftoken': 'wrong' }).post('/tabstateview/', multipart(editor))).status).toBe(400)
  })

  test('one of a person is active', async () => {
    const [a, b] = [await open(), await open()]
    expect([(await tab(a)).active, (await tab(b)).active]).toEqual([false, true])
    expect((await admin.post(`/tabstateview/${a}/activate`)).json()).toBe(a)
    expect([(await tab(a)).active, (await tab(b)).active]).toEqual([true, false])
    const theirs = await open({}, other)
    expect((await tab(theirs, other)).active).toBe(true)
    expect((await tab(a)).active).toBe(true)
  })

  test('are closed to everybody else, administrators included', async () => {
    const theirs = await open({ sql: "SELECT 'swordfish'" }, other)
    for (const answer of [
      await admin.get(`/tabstateview/${theirs}`),
      await admin.put(`/tabstateview/${theirs}`, form({ label: '"mine"' })),
      await admin.delete(`/tabstateview/${theirs}`),
      await admin.post(`/tabstateview/${theirs}/activate`),
      await admin.post(`/tabstateview/${theirs}/migrate_query`, form({ queryId: '"x"' })),
      await admin.delete(`/tabstateview/${theirs}/query/x`),
      await admin.post('/tableschemaview/', form({ table: JSON.stringify({ queryEditorId: theirs, dbId: bench.databases.sqlite, name: 'sales' }) })),
    ]) {
      expect(answer.status, answer.text).toBe(403)
      expect(answer.text).not.toContain('swordfish')
    }
    expect((await tab(theirs, other)).label).toBe('T')
  })

  test.each([
    [{ label: 'no json' }, 'label'],
    [{ label: '5' }, 'label'],
    [{ query_limit: '"x"' }, 'query_limit'],
    [{ database_id: '1.5' }, 'database_id'],
    [{ autorun: '"yes"' }, 'autorun'],
    [{ user_id: '2' }, 'user_id'],
    [{ id: '2' }, 'id'],
    [{ saved_query_id: '9999' }, 'saved_query_id'],
    [{ extra_json: '[1]' }, 'extra_json'],
  ])('%j is refused by its name', async (fields, name) => {
    const id = await open()
    const answer = await admin.put(`/tabstateview/${id}`, form(fields as Record<string, string>))
    expect([answer.status, Object.keys(answer.json<{ message: object }>().message)], answer.text).toEqual([400, [name]])
  })

  test('an unknown database is refused', async () => {
    const id = await open()
    expect((await admin.put(`/tabstateview/${id}`, form({ database_id: '9999' }))).status).toBe(422)
    expect((await admin.post('/tabstateview/', form({ queryEditor: 'nope' }))).status).toBe(400)
    expect((await admin.post('/tabstateview/', form({}))).status).toBe(400)
  })

  test('know their last run, bind runs, and forget them', async () => {
    const id = await open()
    const { query } = (await bench.run('sqlite', 'SELECT 1 AS a', { client_id: 'intab1', sql_editor_id: 'browser-7' })).json<Ran>()
    await bench.run('sqlite', 'SELECT 2 AS a', { client_id: 'intab2', sql_editor_id: String(id) })
    expect((await admin.post(`/tabstateview/${id}/migrate_query`, form({ queryId: '"intab1"' }))).json()).toBe(id)
    await admin.put(`/tabstateview/${id}`, form({ latest_query_id: '"intab2"' }))
    expect((await tab(id)).latest_query).toMatchObject({ id: 'intab2', state: 'success' })
    expect((await admin.delete(`/tabstateview/${id}/query/intab2`)).json()).toBe('OK')
    expect((await tab(id)).latest_query).toMatchObject({ id: 'intab1' })
    expect((await admin.delete(`/tabstateview/${id}/query/intab1`)).json()).toBe('OK')
    expect((await tab(id)).latest_query).toBeNull()
    expect((await admin.get(`/api/v1/sqllab/results/${q({ key: query.resultsKey })}`)).status).toBe(404)
  })

  test('somebody else’s run is never the last one', async () => {
    await bench.run('sqlite', "SELECT 'swordfish' AS a", { client_id: 'foreign' })
    const theirs = await open({ latestQueryId: 'foreign' }, other)
    expect((await tab(theirs, other)).latest_query).toBeNull()
    await other.post(`/tabstateview/${theirs}/migrate_query`, form({ queryId: '"foreign"' }))
    await other.delete(`/tabstateview/${theirs}/query/foreign`)
    expect(
      (await admin.get(`/api/v1/query/${q({ filters: [{ col: 'sql', opr: 'eq', value: "SELECT 'swordfish' AS a" }] })}`)).json<{ count: number }>().count,
    ).toBe(1)
  })
})

describe('tables beside a tab', () => {
  test('are shown once, folded and hidden', async () => {
    const id = await open()
    const show = async (): Promise<number> =>
      (
        await admin.post(
          '/tableschemaview/',
          form({ table: JSON.stringify({ queryEditorId: String(id), dbId: bench.databases.sqlite, schema: 'main', name: 'sales', more: [1] }) }),
        )
      ).json<{ id: number }>().id
    await show()
    const second = await show()
    expect((await tab(id)).table_schemas).toEqual([
      {
        id: second,
        tab_state_id: id,
        database_id: bench.databases.sqlite,
        catalog: null,
        schema: 'main',
        table: 'sales',
        expanded: true,
        description: expect.objectContaining({ more: [1] }) as object,
      },
    ])
    expect((await admin.post(`/tableschemaview/${second}/expanded`, form({ expanded: 'false' }))).json()).toEqual({ id: second, expanded: false })
    expect((await tab(id)).table_schemas[0]?.expanded).toBe(false)
    expect((await other.delete(`/tableschemaview/${second}`)).status).toBe(403)
    expect((await other.post(`/tableschemaview/${second}/expanded`, form({ expanded: 'true' }))).status).toBe(403)
    expect((await admin.delete(`/tableschemaview/${second}`)).json()).toBe('OK')
    expect((await admin.delete(`/tableschemaview/${second}`)).status).toBe(404)
    expect((await tab(id)).table_schemas).toEqual([])
  })
})

describe('the start of the page', () => {
  test('tells tabs, the active one, databases and limits', async () => {
    await bench.set('duckdb', { expose_in_sqllab: false })
    const id = await open({ name: 'Last' })
    const { result } = (await admin.get('/api/v1/sqllab/')).json<{
      result: { tab_state_ids: object[]; active_tab: Tab; databases: Record<string, object>; limits: object }
    }>()
    expect(result.tab_state_ids).toContainEqual({ id, label: 'Last' })
    expect(result.active_tab).toMatchObject({ id, active: true })
    expect(Object.values(result.databases).map((one) => (one as { database_name: string }).database_name)).toEqual(['postgresql', 'mysql', 'sqlite'])
    expect(result.databases[bench.databases.postgresql]).toMatchObject({ backend: 'postgresql', allow_dml: false, allow_ctas: false, expose_in_sqllab: true })
    expect(result.limits).toEqual({ default_rows: 1000, max_rows: 100_000, display_rows: 10_000, timeout_seconds: 30 })
    await bench.set('duckdb', { expose_in_sqllab: true })
    expect((await other.get('/api/v1/sqllab/')).json()).toMatchObject({ result: { databases: {} } })
  })

  test('links carry a script', async () => {
    const body = { dbId: bench.databases.sqlite, name: 'Mine', sql: 'SELECT 1', schema: 'main', autorun: true, templateParams: '{}' }
    const made = await admin.post('/api/v1/sqllab/permalink', body)
    const { key, url } = made.json<{ key: string; url: string }>()
    expect([made.status, url]).toEqual([201, `/sqllab/p/${key}/`])
    expect((await other.get(`/api/v1/sqllab/permalink/${key}`)).json()).toEqual({ ...body, catalog: null })
    expect((await admin.get('/api/v1/sqllab/permalink/nope')).status).toBe(404)
    expect((await admin.post('/api/v1/sqllab/permalink', { dbId: 'x' })).json()).toEqual({
      message: { dbId: ['Not a valid number.'], name: ['Missing data for required field.'], sql: ['Missing data for required field.'] },
    })
  })
})

describe('saved queries', () => {
  const save = async (fields: object, client: Client = admin): Promise<number> => {
    const answer = await client.post('/api/v1/saved_query/', fields)
    expect(answer.status, answer.text).toBe(201)
    return answer.json<{ id: number }>().id
  }
  const list = async (ask: object, client: Client = admin): Promise<readonly Record<string, unknown>[]> =>
    (await client.get(`/api/v1/saved_query/${q(ask)}`)).json<{ result: Record<string, unknown>[] }>().result

  test('are kept, found, changed and deleted by whoever made them', async () => {
    const sql = 'WITH s AS (SELECT 1) SELECT * FROM s, sales JOIN main.secrets USING (id)'
    const id = await save({ label: 'Mine', sql, db_id: bench.databases.sqlite, schema: 'main', template_parameters: '{"a": 1}' })
    const [row] = await list({ filters: [{ col: 'label', opr: 'all_text', value: 'secrets' }] })
    expect(row).toMatchObject({
      id,
      label: 'Mine',
      database: { id: bench.databases.sqlite, database_name: 'sqlite' },
      sql_tables: [
        { catalog: null, schema: null, table: 'sales' },
        { catalog: null, schema: 'main', table: 'secrets' },
      ],
      tags: [],
      extra: {},
    })
    expect((await admin.put(`/api/v1/saved_query/${id}`, { label: 'Yours' })).json()).toMatchObject({
      result: { label: 'Yours', sql, template_parameters: '{"a": 1}' },
    })
    expect((await admin.get(`/api/v1/saved_query/${id}`)).json()).toMatchObject({ result: { label: 'Yours', template_parameters: '{"a": 1}' } })
    for (const answer of [
      await other.get(`/api/v1/saved_query/${id}`),
      await other.put(`/api/v1/saved_query/${id}`, { label: 'x' }),
      await other.delete(`/api/v1/saved_query/${id}`),
      await other.delete(`/api/v1/saved_query/${q([id])}`),
      await other.get(`/api/v1/saved_query/export/${q([id])}`),
    ])
      expect(answer.status, answer.text).toBe(404)
    expect(await list({}, other)).toEqual([])
    expect((await admin.get('/api/v1/saved_query/distinct/schema')).json()).toEqual({ count: 1, result: [{ text: 'main', value: 'main' }] })
    expect((await admin.get('/api/v1/saved_query/related/database')).json()).toMatchObject({ count: 1 })
    expect((await admin.delete(`/api/v1/saved_query/${q([id])}`)).json()).toEqual({ message: 'Deleted 1 saved query' })
    expect((await admin.delete(`/api/v1/saved_query/${id}`)).status).toBe(404)
  })

  test('carry tags and marks, and lose them with themselves', async () => {
    const id = await save({ label: 'Tagged', sql: 'draft that is no SQL (' })
    const tagged = await admin.post('/api/v1/tag/', { name: 'finance', objects_to_tag: [['query', id]] })
    expect(tagged.status, tagged.text).toBe(201)
    const [row] = await list({ filters: [{ col: 'tags', opr: 'saved_query_tags', value: 'fin' }] })
    expect(row).toMatchObject({ id, tags: [{ name: 'finance', type: 1 }], sql_tables: [], database: null })
    await bench.server.running.ctx.metadata.db.insertInto('favourites').values({ user_id: 1, object_type: 'query', object_id: id, created_on: 0 }).execute()
    expect((await list({ filters: [{ col: 'id', opr: 'saved_query_is_fav', value: true }] })).map((one) => one['id'])).toEqual([id])
    await admin.delete(`/api/v1/saved_query/${id}`)
    expect(await bench.server.running.ctx.metadata.db.selectFrom('tagged_objects').selectAll().where('object_type', '=', 'query').execute()).toEqual([])
  })

  test('learn of the last run of their tab', async () => {
    const saved = await save({ label: 'Runs', sql: 'SELECT 1', db_id: bench.databases.sqlite })
    const id = await open()
    await admin.put(`/tabstateview/${id}`, form({ saved_query_id: String(saved) }))
    expect((await tab(id)).saved_query).toMatchObject({ label: 'Runs' })
    await bench.run('sqlite', 'SELECT 1 UNION SELECT 2', { sql_editor_id: String(id) })
    expect((await list({ filters: [{ col: 'label', opr: 'eq', value: 'Runs' }] }))[0]).toMatchObject({ rows: 2 })
    const foreign = await other.put(`/tabstateview/${await open({}, other)}`, form({ saved_query_id: String(saved) }))
    expect(foreign.status, foreign.text).toBe(400)
  })

  test('name only databases that their maker sees', async () => {
    const answer = await other.post('/api/v1/saved_query/', { label: 'x', sql: 'x', db_id: bench.databases.postgresql })
    expect([answer.status, answer.json()]).toEqual([422, { message: { db_id: ['Database does not exist'] } }])
    expect((await admin.post('/api/v1/saved_query/', { label: 'x', surprise: 1 })).json()).toEqual({ message: { surprise: ['Unknown field.'] } })
  })

  test('travel as a bundle and come back', async () => {
    const fields = { label: 'Möin / x: 1', sql: 'SELECT 1', db_id: bench.databases.sqlite, schema: 'main', description: 'd', template_parameters: '{"a":1}' }
    const id = await save(fields)
    const bundle = await admin.get(`/api/v1/saved_query/export/${q([id])}`)
    expect(bundle.headers.get('content-disposition')).toMatch(/filename="saved_query_export_\d{8}T\d{6}\.zip"/)
    const send = (extra: Record<string, string> = {}, client: Client = admin) =>
      client.post('/api/v1/saved_query/import/', multipart(extra, { formData: bundle.bytes }))
    const again = await send()
    expect([again.status, again.text.includes('already exists and `overwrite=true` was not passed')]).toEqual([422, true])
    await admin.put(`/api/v1/saved_query/${id}`, { label: 'changed' })
    expect((await send({ overwrite: 'true' })).json()).toEqual({ message: 'OK' })
    expect((await admin.get(`/api/v1/saved_query/${id}`)).json()).toMatchObject({ result: { label: 'Möin / x: 1' } })
    const thief = await send({ overwrite: 'true' }, other)
    expect(thief.status, thief.text).toBe(403)
    await admin.delete(`/api/v1/saved_query/${id}`)
    expect((await send()).json()).toEqual({ message: 'OK' })
    const [row] = await list({ filters: [{ col: 'label', opr: 'eq', value: fields.label }] })
    expect(row).toMatchObject({ label: fields.label, sql: 'SELECT 1', schema: 'main', description: 'd', db_id: fields.db_id })
    expect((await admin.get(`/api/v1/saved_query/${String(row?.['id'])}`)).json()).toMatchObject({ result: { template_parameters: '{"a":1}' } })
    const wrong = await admin.post('/api/v1/dashboard/import/', multipart({}, { formData: bundle.bytes }))
    expect(wrong.status).toBe(422)
  })
})
