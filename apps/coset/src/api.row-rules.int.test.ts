import { type Answer, type Client, q } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

const PATH = '/api/v1/rowlevelsecurity/'

let server: TestServer
let warehouse: Warehouse
let gamma: Client
let reader: number
beforeAll(async () => {
  server = await startServer()
  warehouse = await connectWarehouse(server)
  reader = await readers()
  gamma = await server.person('gamma', ['Gamma', 'Readers'])
})
afterAll(() => server.close())

/** A role that may read the dataset, made as an administrator makes one. */
const readers = async (): Promise<number> => {
  const { id } = (await server.admin.post('/api/v1/security/roles/', { name: 'Readers' })).json<{ id: number }>()
  const found = await server.admin.get(
    `/api/v1/security/permissions-resources/${q({ filters: [{ col: 'view_menu.name', opr: 'eq', value: `[Warehouse].[sales](id:${warehouse.datasetId})` }] })}`,
  )
  const { ids } = found.json<{ ids: number[] }>()
  expect(ids).toHaveLength(1)
  expect((await server.admin.post(`/api/v1/security/roles/${id}/permissions`, { permission_view_menu_ids: ids })).status).toBe(200)
  return id
}

const rule = (more: object = {}): object => ({
  name: 'north only',
  filter_type: 'Regular',
  tables: [warehouse.datasetId],
  roles: [reader],
  clause: "region = 'north'",
  ...more,
})

const make = async (more: object = {}): Promise<number> => {
  const made = await server.admin.post(PATH, rule(more))
  expect(made.status, made.text).toBe(201)
  return made.json<{ id: number }>().id
}

interface Item {
  readonly is_cached: boolean | null
  readonly data: readonly { readonly region: string | null }[]
}

const ask = async (client: Client): Promise<Item> => {
  const answer = await client.post('/api/v1/chart/data', {
    datasource: { id: warehouse.datasetId, type: 'table' },
    queries: [{ columns: ['region'], metrics: ['count'], orderby: [['region', true]] }],
  })
  expect(answer.status, answer.text).toBe(200)
  const [item] = answer.json<{ result: Item[] }>().result
  if (item === undefined) throw new Error('no result')
  return item
}
const regions = async (client: Client = gamma): Promise<readonly unknown[]> => (await ask(client)).data.map((row) => row.region).filter((name) => name !== null)

const messages = (answer: Answer): Record<string, unknown> => answer.json<{ message: Record<string, unknown> }>().message

describe('a change of rules acts at once, cached answers or not', () => {
  test('made, changed, lent to other roles, deleted', async () => {
    expect(await regions()).toEqual(['north', 'south'])
    expect((await ask(gamma)).is_cached).toBe(true)
    const id = await make()
    expect(await regions()).toEqual(['north'])
    expect((await ask(gamma)).is_cached).toBe(true)
    expect(await regions(server.admin)).toEqual(['north', 'south'])
    await server.admin.put(`${PATH}${id}`, { clause: "region = 'south'" })
    expect(await regions()).toEqual(['south'])
    await server.admin.put(`${PATH}${id}`, { roles: [] })
    expect(await regions()).toEqual(['north', 'south'])
    await server.admin.put(`${PATH}${id}`, { filter_type: 'Base' })
    expect(await regions()).toEqual(['south'])
    await server.admin.put(`${PATH}${id}`, { roles: [reader] })
    expect(await regions()).toEqual(['north', 'south'])
    await server.admin.put(`${PATH}${id}`, { filter_type: 'Regular', tables: [] })
    expect(await regions()).toEqual(['north', 'south'])
    await server.admin.put(`${PATH}${id}`, { tables: [warehouse.datasetId] })
    expect(await regions()).toEqual(['south'])
    expect((await server.admin.delete(`${PATH}${id}`)).json()).toEqual({ message: 'OK' })
    expect(await regions()).toEqual(['north', 'south'])
  })

  test('when the role of the rule is deleted or taken from the person', async () => {
    const bound = (await server.admin.post('/api/v1/security/roles/', { name: 'Bound' })).json<{ id: number }>().id
    const me = (await gamma.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
    const id = await make({ roles: [bound] })
    expect(await regions()).toEqual(['north', 'south'])
    await server.admin.put(`/api/v1/security/roles/${bound}/users`, { user_ids: [me] })
    expect(await regions()).toEqual(['north'])
    await server.admin.put(`/api/v1/security/roles/${bound}/users`, { user_ids: [] })
    expect(await regions()).toEqual(['north', 'south'])
    const group = (await server.admin.post('/api/v1/security/groups/', { name: 'Bound ones', roles: [bound], users: [me] })).json<{ id: number }>().id
    expect(await regions()).toEqual(['north'])
    expect((await server.admin.delete(`/api/v1/security/roles/${bound}`)).status).toBe(200)
    expect(await regions()).toEqual(['north', 'south'])
    expect((await server.admin.get(`${PATH}${id}`)).json()).toMatchObject({ result: { roles: [] } })
    await server.admin.delete(`/api/v1/security/groups/${group}`)
    await server.admin.delete(`${PATH}${id}`)
  })

  test('alternatives of one key are joined by OR, keys by AND', async () => {
    const ids = [
      await make({ name: 'a', group_key: 'region' }),
      await make({ name: 'b', group_key: 'region', clause: "region = 'south'" }),
      await make({ name: 'c', clause: 'amount > 20' }),
    ]
    expect((await ask(gamma)).data).toEqual([
      { region: 'north', count: 1 },
      { region: 'south', count: 2 },
    ])
    expect((await server.admin.delete(`${PATH}${q(ids)}`)).json()).toEqual({ message: 'Deleted 3 rules' })
  })
})

describe('answers', () => {
  test('are those of the field', async () => {
    const made = await server.admin.post(PATH, rule({ description: 'd', group_key: 'g' }))
    const { id } = made.json<{ id: number }>()
    expect(made.json()).toEqual({ id, result: rule({ description: 'd', group_key: 'g' }) })
    expect((await server.admin.get(`${PATH}${id}`)).json()).toEqual({
      description_columns: {},
      id,
      label_columns: expect.objectContaining({ 'tables.table_name': 'Tables Table Name' }),
      show_columns: ['name', 'description', 'filter_type', 'tables.id', 'tables.schema', 'tables.table_name', 'roles.id', 'roles.name', 'group_key', 'clause'],
      show_title: 'Show Row Level Security Filter',
      result: {
        ...rule({ description: 'd', group_key: 'g' }),
        id,
        changed_on_ms: expect.any(Number),
        tables: [{ id: warehouse.datasetId, schema: 'main', table_name: 'sales' }],
        roles: [{ id: reader, name: 'Readers' }],
      },
    })
    const listed = await server.admin.get(`${PATH}${q({ filters: [{ col: 'roles', opr: 'rel_m_m', value: [reader] }] })}`)
    expect(listed.json()).toMatchObject({
      count: 1,
      ids: [id],
      list_title: 'List Row Level Security Filter',
      result: [{ changed_by: { last_name: expect.any(String) } }],
    })
    expect((await server.admin.put(`${PATH}${id}`, {})).json()).toEqual({ id, result: { changed_on_ms: expect.any(Number) } })
    expect((await server.admin.put(`${PATH}${id}`, { group_key: null })).json()).toEqual({ id, result: { group_key: null, changed_on_ms: expect.any(Number) } })
    expect((await server.admin.get(`${PATH}related/roles${q({ filter: 'READ' })}`)).json()).toEqual({
      count: 1,
      result: [{ extra: {}, text: 'Readers', value: reader }],
    })
    expect((await server.admin.get(`${PATH}related/tables`)).json()).toEqual({
      count: 1,
      result: [{ extra: {}, text: 'main.sales', value: warehouse.datasetId }],
    })
    expect((await server.admin.get(`${PATH}related/owners`)).status).toBe(404)
    await server.admin.delete(`${PATH}${id}`)
  })

  test.each([
    [400, 'filter_type', { filter_type: 'x' }],
    [400, 'tables', { tables: [] }],
    [422, 'tables', { tables: [999_999] }],
    [422, 'roles', { roles: [999_999] }],
    [400, 'roles', { roles: null }],
    [400, 'name', { name: '' }],
    [400, 'name', { name: 'x'.repeat(256) }],
    [400, 'clause', { clause: null }],
    [400, 'clause', { clause: '' }],
    [400, 'bogus', { bogus: 1 }],
  ])('%i names %s: %j', async (status, field, more) => {
    const answer = await server.admin.post(PATH, rule(more))
    expect([answer.status, Object.keys(messages(answer))], answer.text).toEqual([status, [field]])
  })

  test('a name is taken once, of six at the same moment too', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => server.admin.post(PATH, rule())))
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 422, 422, 422, 422, 422])
    const id = answers.find((answer) => answer.status === 201)?.json<{ id: number }>().id ?? 0
    const other = await make({ name: 'other' })
    expect(messages(await server.admin.put(`${PATH}${other}`, { name: 'north only' }))).toHaveProperty('name')
    expect((await server.admin.put(`${PATH}${other}`, { name: 'other' })).status).toBe(200)
    expect((await server.admin.delete(`${PATH}${q([id, 999_999])}`)).status).toBe(404)
    expect((await server.admin.get(`${PATH}${id}`)).status).toBe(200)
    await server.admin.delete(`${PATH}${q([id, other])}`)
  })

  test('what is not there is a 404', async () => {
    for (const [method, path, body] of [
      ['GET', `${PATH}999999`, undefined],
      ['PUT', `${PATH}999999`, { name: 'x' }],
      ['DELETE', `${PATH}999999`, undefined],
      ['DELETE', `${PATH}${q([999_999])}`, undefined],
    ] as const)
      expect((await server.admin.request(method, path, body)).json(), `${method} ${path}`).toEqual({ message: 'Not found' })
  })
})

describe('a clause', () => {
  test.each([
    "region = 'north'; DROP TABLE sales",
    '1 = 1) OR (1 = 1',
    '(1 = 1',
    '1 = 1 /* never closed',
    "region = 'north",
    'SELECT 1',
    'region = ',
    '-- nothing',
    'amount > 1 ORDER BY 1',
    'amount > 1 UNION SELECT 1',
    '1 = 1 LIMIT 1',
    '{% if %}',
  ])('%s is refused', async (clause) => {
    const answer = await server.admin.post(PATH, rule({ clause }))
    expect([answer.status, Object.keys(messages(answer))], answer.text).toEqual([422, ['clause']])
  })

  test.each([
    "region = 'north' -- the north",
    "region IN (SELECT 'north')",
    "region = '{{ current_username() }}'",
    "{% if current_user_id() %}region = 'north'{% endif %}",
    "region IN {{ filter_values('region')|where_in }}",
    'a.b = 1 AND NOT (c LIKE \'%;--%\' OR "d" IS NULL)',
  ])('%s is one', async (clause) => {
    const id = await make({ clause })
    await server.admin.delete(`${PATH}${id}`)
  })

  test('is proved when it changes, and when it goes to other data', async () => {
    const id = await make({ tables: [warehouse.datasetId] })
    expect(messages(await server.admin.put(`${PATH}${id}`, { clause: '1; 2' }))).toHaveProperty('clause')
    // A rule that came in another way
    await server.running.ctx.metadata.db.updateTable('rls_rules').set({ clause: '1; 2' }).where('id', '=', id).execute()
    expect(messages(await server.admin.put(`${PATH}${id}`, { tables: [warehouse.datasetId] }))).toHaveProperty('clause')
    expect((await gamma.post('/api/v1/chart/data', { datasource: { id: warehouse.datasetId, type: 'table' }, queries: [{ metrics: ['count'] }] })).status).toBe(
      400,
    )
    await server.admin.delete(`${PATH}${id}`)
  })

  test('of somebody who is no administrator reads no other table', async () => {
    const { ids } = (
      await server.admin.get(`/api/v1/security/permissions-resources/${q({ filters: [{ col: 'view_menu.name', opr: 'eq', value: 'Row Level Security' }] })}`)
    ).json<{ ids: number[] }>()
    const role = (await server.admin.post('/api/v1/security/roles/', { name: 'Rulers' })).json<{ id: number }>().id
    await server.admin.post(`/api/v1/security/roles/${role}/permissions`, { permission_view_menu_ids: ids })
    const ruler = await server.person('ruler', ['Gamma', 'Rulers'])
    expect(messages(await ruler.post(PATH, rule({ clause: "(SELECT word FROM secrets) LIKE 's%'" })))).toHaveProperty('clause')
    expect((await ruler.get(`${PATH}related/tables`)).json()).toMatchObject({ count: 0, result: [] })
    const made = await ruler.post(PATH, rule())
    expect(made.status, made.text).toBe(201)
    await server.admin.delete(`${PATH}${made.json<{ id: number }>().id}`)
  })
})

test('rules are for those who hold the permission', async () => {
  const id = await make()
  for (const [method, path, body] of [
    ['GET', PATH, undefined],
    ['GET', `${PATH}_info`, undefined],
    ['GET', `${PATH}related/tables`, undefined],
    ['GET', `${PATH}${id}`, undefined],
    ['POST', PATH, rule()],
    ['PUT', `${PATH}${id}`, { clause: '1 = 1' }],
    ['DELETE', `${PATH}${id}`, undefined],
    ['DELETE', `${PATH}${q([id])}`, undefined],
  ] as const) {
    expect((await gamma.request(method, path, body)).status, `${method} ${path}`).toBe(403)
    expect((await server.nobody.request(method, path, body)).status, `${method} ${path}`).toBe(401)
  }
  expect(await regions()).toEqual(['north'])
  await server.admin.delete(`${PATH}${id}`)
})
