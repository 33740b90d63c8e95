import { type Answer, type Client, createClient, sessionClient } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_PASSWORD, passwordOf, startServer, type TestServer } from './test-server.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error'

interface Resource {
  readonly id: string
  readonly userName: string
  readonly active: boolean
  readonly externalId?: string
  readonly members: readonly { readonly value: string }[]
}
interface Listed {
  readonly totalResults: number
  readonly startIndex: number
  readonly itemsPerPage: number
  readonly Resources: readonly Resource[]
}

let server: TestServer
let directory: Client
beforeAll(async () => {
  server = await startServer()
  const roles = [await server.roleId('Admin')]
  const program = { username: 'directory', email: 'd@example.org', first_name: 'Directory', last_name: 'Program', roles, is_service: true }
  const { id } = (await server.admin.post('/api/v1/security/users/', program)).json<{ id: number }>()
  const made = await server.admin.post('/api/v1/security/api_keys/', { name: 'scim', user_id: id })
  const { key } = made.json<{ result: { key: string } }>().result
  directory = createClient(server.url).with({ authorization: `Bearer ${key}`, 'content-type': 'application/scim+json', accept: 'application/scim+json' })
})
afterAll(() => server.close())

const patch = (path: string, ...Operations: readonly object[]): Promise<Answer> =>
  directory.request('PATCH', `/scim/v2${path}`, JSON.stringify({ schemas: [PATCH], Operations }))
const post = (path: string, body: object, client = directory): Promise<Answer> => client.request('POST', `/scim/v2${path}`, JSON.stringify(body))
const put = (path: string, body: object): Promise<Answer> => directory.request('PUT', `/scim/v2${path}`, JSON.stringify(body))
const get = (path: string, client = directory): Promise<Answer> => client.get(`/scim/v2${path}`)
const filtered = async (kind: string, filter: string): Promise<Listed> => {
  const answer = await get(`/${kind}?filter=${encodeURIComponent(filter)}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<Listed>()
}
const person = (userName: string, more: object = {}) => ({
  schemas: [USER],
  userName,
  name: { givenName: 'Test', familyName: 'User' },
  emails: [{ primary: true, value: userName, type: 'work' }],
  active: true,
  ...more,
})
const added = async (userName: string, more: object = {}): Promise<Resource> => {
  const answer = await post('/Users', person(userName, more))
  expect(answer.status, answer.text).toBe(201)
  return answer.json<Resource>()
}
const refusal = (answer: Answer, status: number, scimType?: string): void => {
  expect(answer.status, answer.text).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/scim+json')
  expect(answer.json()).toMatchObject({ schemas: [ERROR], status: String(status), ...(scimType === undefined ? {} : { scimType }) })
}
const numberOf = async (uuid: string): Promise<number> =>
  (await server.running.ctx.metadata.db.selectFrom('users').select('id').where('uuid', '=', uuid).executeTakeFirstOrThrow()).id

describe('Okta', () => {
  test('tests the connection, creates, reads, updates, ends and brings back a person', async () => {
    const first = (await get('/Users?startIndex=1&count=2')).json<Listed>()
    expect([first.startIndex, first.itemsPerPage, first.totalResults]).toEqual([1, 1, 1])
    expect((await filtered('Users', 'userName eq "test.user@okta.local"')).totalResults).toBe(0)
    const created = await post(
      '/Users',
      person('test.user@okta.local', { displayName: 'Test User', locale: 'en-US', externalId: '00ujl29u0le5T6Aj10h7', groups: [], password: '1mz050nq' }),
    )
    expect(created.status, created.text).toBe(201)
    const { id } = created.json<Resource>()
    expect(created.headers.get('location')).toBe(`${server.url}/scim/v2/Users/${id}`)
    expect(created.json()).toMatchObject({ userName: 'test.user@okta.local', externalId: '00ujl29u0le5T6Aj10h7', active: true, meta: { resourceType: 'User' } })
    expect(created.text).not.toContain('1mz050nq')
    const whole = (await get(`/Users/${id}`)).json<Resource>()
    expect((await filtered('Users', 'userName eq "TEST.user@okta.local"')).Resources.map((one) => one.id)).toEqual([id])
    const renamed = await put(`/Users/${id}`, { ...whole, name: { givenName: 'Another', middleName: 'Excited', familyName: 'User' } })
    expect(renamed.json()).toMatchObject({ id, name: { givenName: 'Another', familyName: 'User' }, active: true, externalId: '00ujl29u0le5T6Aj10h7' })
    expect((await patch(`/Users/${id}`, { op: 'replace', value: { active: false } })).json()).toMatchObject({ active: false })
    expect((await patch(`/Users/${id}`, { op: 'replace', value: { active: true } })).json()).toMatchObject({ active: true })
    refusal(await post('/Users', person('test.user@okta.local')), 409, 'uniqueness')
    refusal(await post('/Users', person('TEST.USER@okta.local', { emails: [] })), 409, 'uniqueness')
    refusal(await get('/Users/00000000-0000-4000-8000-000000000000'), 404)
  })

  test('pushes a group, its name and its people', async () => {
    const [ada, bob] = [await added('ada@okta.local'), await added('bob@okta.local')]
    expect((await filtered('Groups', 'displayName eq "Test SCIMv2"')).totalResults).toBe(0)
    const created = await post('/Groups', { schemas: [GROUP], displayName: 'Test SCIMv2', members: [] })
    expect(created.status, created.text).toBe(201)
    const { id } = created.json<Resource>()
    expect(id).toMatch(/^group-\d+$/)
    const more = await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: ada.id, display: 'ada@okta.local' }, { value: bob.id }] })
    expect(more.json<Resource>().members.map((one) => one.value)).toEqual([ada.id, bob.id])
    const less = await patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${ada.id}"]` })
    expect(less.json<Resource>().members.map((one) => one.value)).toEqual([bob.id])
    expect((await patch(`/Groups/${id}`, { op: 'replace', value: { id, displayName: 'Renamed' } })).json()).toMatchObject({ displayName: 'Renamed' })
    const replaced = await patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: [{ value: ada.id }] })
    expect(replaced.json<Resource>().members.map((one) => one.value)).toEqual([ada.id])
    expect((await get(`/Users/${ada.id}`)).json()).toMatchObject({ groups: [{ value: id, display: 'Renamed' }] })
    const whole = await put(`/Groups/${id}`, { schemas: [GROUP], id, displayName: 'Test SCIMv0', members: [{ value: bob.id, display: 'bob' }] })
    expect(whole.json()).toMatchObject({ displayName: 'Test SCIMv0', members: [{ value: bob.id }] })
    expect((await directory.delete(`/scim/v2/Groups/${id}`)).status).toBe(204)
    refusal(await get(`/Groups/${id}`), 404)
  })
})

describe('Microsoft Entra', () => {
  test('finds by name, external id and work address, creates with its extension, updates by path, ends and deletes', async () => {
    expect((await filtered('Users', 'externalId eq "58342554-38d6-4ec8-948c-50044d0a33fd"')).totalResults).toBe(0)
    const body = person('entra@contoso.example', {
      schemas: [USER, ENTERPRISE],
      externalId: '58342554-38d6-4ec8-948c-50044d0a33fd',
      [ENTERPRISE]: { department: 'bob', manager: { value: 'x' } },
      meta: { resourceType: 'User' },
      roles: [],
      title: 'Engineer',
    })
    const { id } = (await post('/Users', body)).json<Resource>()
    for (const filter of [
      'externalId eq "58342554-38d6-4ec8-948c-50044d0a33fd"',
      'emails[type eq "work"].value eq "ENTRA@contoso.example"',
      'userName eq "entra@contoso.example" and active eq true',
      `${USER}:userName eq "entra@contoso.example"`,
    ])
      expect(
        (await filtered('Users', filter)).Resources.map((one) => one.id),
        filter,
      ).toEqual([id])
    const changed = await patch(
      `/Users/${id}`,
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updated@microsoft.example' },
      { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
      { op: 'Add', path: `${ENTERPRISE}:department`, value: 'Sales' },
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '555' },
      { op: 'Add', value: { 'name.givenName': 'Dotted' } },
    )
    expect(changed.status, changed.text).toBe(200)
    expect(changed.json()).toMatchObject({ name: { familyName: 'updatedFamilyName', givenName: 'Dotted' }, emails: [{ value: 'updated@microsoft.example' }] })
    expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })).json()).toMatchObject({ active: false })
    expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' })).json()).toMatchObject({ active: true })
    expect((await directory.delete(`/scim/v2/Users/${id}`)).status).toBe(204)
    refusal(await directory.delete(`/scim/v2/Users/${id}`), 404)
  })

  test('keeps groups without asking for their people', async () => {
    const { id: member } = await added('member@contoso.example')
    const created = await post('/Groups', {
      schemas: [GROUP],
      externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
      displayName: 'Org',
      meta: { resourceType: 'Group' },
    })
    const { id } = created.json<Resource>()
    expect((await get(`/Groups/${id}?excludedAttributes=members`)).json()).not.toHaveProperty('members')
    const listed = await get(`/Groups?excludedAttributes=members&filter=${encodeURIComponent('displayName eq "org"')}`)
    expect(listed.json<Listed>().Resources).toMatchObject([{ id }])
    expect(listed.text).not.toContain('"members"')
    const add = await patch(`/Groups/${id}`, { op: 'Add', path: 'members', value: [{ $ref: null, value: member }] })
    expect(add.json()).toMatchObject({ members: [{ value: member }] })
    const remove = await patch(`/Groups/${id}`, { op: 'Remove', path: 'members', value: [{ $ref: null, value: member }] })
    expect(remove.json()).toMatchObject({ members: [] })
    expect((await patch(`/Groups/${id}`, { op: 'Replace', path: 'displayName', value: 'Org 2' })).json()).toMatchObject({ displayName: 'Org 2' })
  })

  test('of changes at once none is lost', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, (_, i) => added(`at.once.${i}@contoso.example`)))
    const { id } = (await post('/Groups', { displayName: 'At once' })).json<Resource>()
    await Promise.all(people.map((one) => patch(`/Groups/${id}`, { op: 'Add', path: 'members', value: [{ value: one.id }] })))
    expect((await get(`/Groups/${id}`)).json<Resource>().members).toHaveLength(6)
  })
})

describe('pages and descriptions', () => {
  test('pages come one after another, each person once', async () => {
    const total = (await get('/Users?count=0')).json<Listed>()
    expect([total.itemsPerPage, total.Resources]).toEqual([0, []])
    const ids: string[] = []
    for (let start = 1; start <= total.totalResults; start += 3)
      ids.push(...(await get(`/Users?startIndex=${start}&count=3`)).json<Listed>().Resources.map((one) => one.id))
    expect(new Set(ids).size).toBe(total.totalResults)
    expect(ids).toHaveLength(total.totalResults)
    refusal(await get('/Users?count=x'), 400, 'invalidValue')
  })

  test('say what can be done', async () => {
    expect((await get('/ServiceProviderConfig')).json()).toMatchObject({ patch: { supported: true }, bulk: { supported: false } })
    expect((await get('/ResourceTypes')).json<{ Resources: { id: string }[] }>().Resources.map((one) => one.id)).toEqual(['User', 'Group'])
    expect((await get(`/Schemas/${USER}`)).json()).toMatchObject({ id: USER })
    refusal(await get('/Nothing'), 404)
  })
})

describe('what is wrong', () => {
  test.each([
    ['nothing eq "x"', 'unknown attribute'],
    ['userName eq', 'no value'],
    ['('.repeat(900), 'deep'],
    ['password eq "x"', 'a secret'],
    ['userName gt 5', 'a number'],
    [
      Array.from({ length: 60 }, () => 'active eq true')
        .join(' or ')
        .slice(0, 999),
      'cut off',
    ],
  ])('filter %s', async (filter) => refusal(await get(`/Users?filter=${encodeURIComponent(filter)}`), 400, 'invalidFilter'))

  test('signs of patterns and quotes in a filter mean themselves', async () => {
    for (const filter of ['userName co "%"', 'userName sw "_"', `userName eq "' or 1=1 --"`])
      expect((await filtered('Users', filter)).totalResults, filter).toBe(0)
  })

  test('bodies and operations', async () => {
    const { id } = await added('wrong@example.org')
    const path = `/Users/${id}`
    refusal(await directory.request('POST', '/scim/v2/Users', '{"userName"'), 400, 'invalidSyntax')
    refusal(await post('/Users', []), 400)
    refusal(await post('/Users', { userName: 5 }), 400, 'invalidValue')
    refusal(await post('/Users', person('x'.repeat(129))), 400, 'invalidValue')
    refusal(await patch(path), 400, 'invalidSyntax')
    refusal(await patch(path, { op: 'move', path: 'userName', value: 'x' }), 400, 'invalidSyntax')
    refusal(await patch(path, { op: 'remove' }), 400, 'noTarget')
    refusal(await patch(path, { op: 'remove', path: 'userName' }), 400, 'mutability')
    refusal(await patch(path, { op: 'replace', path: 'isAdmin', value: true }), 400, 'invalidPath')
    refusal(await patch(path, { op: 'replace', path: 'active', value: 'maybe' }), 400, 'invalidValue')
    refusal(await patch(path, { op: 'replace', path: 'name.givenName', value: 'kept?' }, { op: 'replace', path: 'active', value: 7 }), 400)
    expect((await get(path)).json()).toMatchObject({ active: true, name: { givenName: 'Test' } })
  })
})

describe('attack case 35', () => {
  test('35: only who administers users by a bearer gets in; cookies do not count', async () => {
    refusal(await get('/Users', server.nobody), 401)
    const gamma = await server.person('gamma')
    for (const path of ['/Users', '/Groups', '/Users/1']) refusal(await get(path, gamma), 403)
    refusal(await post('/Users', person('by.gamma@example.org'), gamma), 403)
    const browser = await sessionClient(server.url, 'admin', ADMIN_PASSWORD)
    refusal(await get('/Users', browser), 401)
    refusal(await post('/Users', person('by.cookie@example.org'), browser), 401)
  })

  test('35: an external id that is another account’s number, name or id stays a text of its own account', async () => {
    const victim = await added('victim@example.org', { externalId: 'victim-external' })
    const number = await numberOf(victim.id)
    for (const externalId of [String(number), '1', victim.id, 'admin']) {
      const { id } = await added(`thief.${externalId}@example.org`, { externalId })
      expect(id).not.toBe(victim.id)
      const found = await filtered('Users', `externalId eq "${externalId}"`)
      expect(
        found.Resources.map((one) => one.id),
        externalId,
      ).toEqual([id])
      expect((await patch(`/Users/${id}`, { op: 'replace', path: 'active', value: false })).json()).toMatchObject({ id, active: false })
    }
    expect((await get(`/Users/${victim.id}`)).json()).toMatchObject({ active: true, externalId: 'victim-external' })
    refusal(await post('/Users', person('again@example.org', { externalId: 'victim-external' })), 409, 'uniqueness')
    expect((await filtered('Users', 'userName eq "again@example.org"')).totalResults).toBe(0)
  })

  test('35: numbers and external ids are no ids in addresses and among members', async () => {
    const { id } = (await post('/Groups', { displayName: 'Numbers' })).json<Resource>()
    for (const wrong of ['1', '0', '-1', 'admin', 'victim-external', "1'--", 'group-1', '%00']) {
      refusal(await get(`/Users/${encodeURIComponent(wrong)}`), 404)
      refusal(await directory.delete(`/scim/v2/Users/${encodeURIComponent(wrong)}`), 404)
      refusal(await patch(`/Users/${encodeURIComponent(wrong)}`, { op: 'replace', path: 'active', value: false }), 404)
      refusal(await patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: wrong }] }), 400, 'invalidValue')
    }
    refusal(await get(`/Groups/${id.slice('group-'.length)}`), 404)
    expect((await server.admin.get('/api/v1/me/')).status).toBe(200)
  })

  test('35: nobody makes an administrator by a group, or changes one, without being one', async () => {
    const roles = await server.admin.post('/api/v1/security/roles/', { name: 'Provisioner' })
    const { id: roleId } = roles.json<{ id: number }>()
    const pairs = await server.running.ctx.metadata.db
      .selectFrom('permissions')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select('permissions.id')
      .where('permission_views.name', 'in', ['User', 'Group'])
      .execute()
    expect((await server.admin.post(`/api/v1/security/roles/${roleId}/permissions`, { permission_view_menu_ids: pairs.map(({ id }) => id) })).status).toBe(200)
    const limited = (await server.person('limited', ['Provisioner', 'Public'])).with({ 'content-type': 'application/scim+json' })
    const group = await server.admin.post('/api/v1/security/groups/', { name: 'Bosses', roles: [await server.roleId('Admin')], users: [] })
    const target = `/scim/v2/Groups/group-${group.json<{ id: number }>().id}`
    const { id } = await added('climber@example.org')
    const operation = { schemas: [PATCH], Operations: [{ op: 'add', path: 'members', value: [{ value: id }] }] }
    refusal(await limited.request('PATCH', target, JSON.stringify(operation)), 403)
    refusal(await limited.request('PUT', target, JSON.stringify({ displayName: 'Bosses', members: [{ value: id }] })), 403)
    const admin = (await filtered('Users', 'userName eq "admin"')).Resources[0]?.id ?? ''
    refusal(await limited.request('PATCH', `/scim/v2/Users/${admin}`, JSON.stringify({ Operations: [{ op: 'replace', path: 'active', value: false }] })), 403)
    refusal(await limited.request('DELETE', `/scim/v2/Users/${admin}`), 403)
    expect((await directory.get(target)).json()).toMatchObject({ members: [] })
    expect((await directory.request('PATCH', target, JSON.stringify(operation))).status).toBe(200)
  })

  test('35: the last administrator stays, and accounts of programs are not seen', async () => {
    const bosses = (await filtered('Groups', 'displayName eq "Bosses"')).Resources[0]?.id ?? ''
    expect((await directory.delete(`/scim/v2/Groups/${bosses}`)).status).toBe(204)
    const admin = (await filtered('Users', 'userName eq "admin"')).Resources[0]?.id ?? ''
    refusal(await patch(`/Users/${admin}`, { op: 'replace', path: 'active', value: false }), 409)
    refusal(await directory.delete(`/scim/v2/Users/${admin}`), 409)
    expect((await get(`/Users/${admin}`)).json()).toMatchObject({ active: true })
    expect((await filtered('Users', 'userName eq "directory"')).totalResults).toBe(0)
    const program = await server.running.ctx.metadata.db.selectFrom('users').select('uuid').where('username', '=', 'directory').executeTakeFirstOrThrow()
    refusal(await directory.delete(`/scim/v2/Users/${program.uuid}`), 404)
  })
})

describe('ending and telling', () => {
  test('who is switched off is out at once, by session and by token, and stays so when back', async () => {
    const token = await server.person('leaver')
    const browser = await sessionClient(server.url, 'leaver', passwordOf('leaver'))
    const id = (await filtered('Users', 'userName eq "leaver"')).Resources[0]?.id ?? ''
    for (const client of [token, browser]) expect((await client.get('/api/v1/me/')).status).toBe(200)
    expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })).status).toBe(200)
    for (const client of [token, browser]) expect((await client.get('/api/v1/me/')).status).toBe(401)
    expect((await patch(`/Users/${id}`, { op: 'Replace', path: 'active', value: 'True' })).status).toBe(200)
    for (const client of [token, browser]) expect((await client.get('/api/v1/me/')).status).toBe(401)
  })

  test('everything is in the audit log, with whose key did it', async () => {
    const rows = await server.running.ctx.metadata.db.selectFrom('audit_events').selectAll().where('action', 'like', 'scim.%').orderBy('id', 'desc').execute()
    expect(rows.find((row) => row.action === 'scim.user.patch' && row.object_name === 'leaver')).toMatchObject({
      user_name: 'directory',
      via: 'api key',
      object_kind: 'user',
      status: 200,
      detail: 'given: active',
    })
    expect(rows.filter((row) => row.status === 403).map((row) => row.user_name)).toContain('limited')
    expect(rows.find((row) => row.action === 'scim.group.patch' && row.detail.includes('user climber@example.org'))).toBeDefined()
  })
})
