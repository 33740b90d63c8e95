import type { Client } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectWarehouse, startServer, type TestServer, type Warehouse } from './test-server.ts'

let server: TestServer
let warehouse: Warehouse
let admin: Client
beforeAll(async () => {
  server = await startServer()
  admin = server.admin
  warehouse = await connectWarehouse(server)
})
afterAll(() => server.close())

const made = async (path: string, body: unknown): Promise<number> => {
  const answer = await admin.post(path, body)
  expect(answer.status, answer.text).toBe(201)
  return answer.json<{ id: number }>().id
}

const changedOn = async (path: string): Promise<number> => {
  const answer = await admin.get(path)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ result: { changed_on_ms: number } }>().result.changed_on_ms
}

interface Refused {
  readonly details: { readonly changed_on: number; readonly changed_by: object; readonly current: { readonly row: Record<string, unknown> } }
}

/** Three save at once over one state; gives which of them did. */
const race = async (path: string, bodyOf: (i: number) => object, readAt = path): Promise<{ readonly winner: number; readonly refused: Refused }> => {
  const expected_changed_on = await changedOn(readAt)
  const answers = await Promise.all([1, 2, 3].map((i) => admin.put(path, { ...bodyOf(i), expected_changed_on })))
  expect(answers.map((answer) => answer.status).sort(), answers.map((answer) => answer.text).join()).toEqual([200, 409, 409])
  const won = answers.findIndex((answer) => answer.status === 200)
  expect(answers[won]?.json()).toMatchObject({ result: { changed_on_ms: await changedOn(readAt) } })
  const refused = answers.find((answer) => answer.status === 409)?.json<Refused>()
  if (refused === undefined) throw new Error('Nobody was refused')
  expect(refused.details).toMatchObject({ changed_on: await changedOn(readAt), changed_by: { first_name: expect.any(String) } })
  return { winner: won + 1, refused }
}

describe('two who save at once', () => {
  test('filters and display controls of a dashboard', async () => {
    const path = `/api/v1/dashboard/${warehouse.dashboardId}`
    for (const part of ['filters', 'chart_customizations']) {
      const expected_changed_on = await changedOn(path)
      const answers = await Promise.all(
        [1, 2, 3].map((i) => admin.put(`${path}/${part}`, { modified: [{ id: `${part}-${i}`, name: `${i}` }], expected_changed_on })),
      )
      expect(answers.map((answer) => answer.status).toSorted(), part).toEqual([200, 409, 409])
      const late = await admin.put(`${path}/${part}`, { deleted: [`${part}-1`], expected_changed_on })
      expect([late.status, late.json<Refused>().details.changed_on]).toEqual([409, await changedOn(path)])
      // Programs that say nothing are asked nothing, as ever
      const again = await admin.put(`${path}/${part}`, { modified: [{ id: `${part}-4` }] })
      expect(again.json<{ result: unknown[] }>().result, again.text).toHaveLength(2)
    }
  })

  test('themes, CSS templates, annotation layers and annotations', async () => {
    const theme = await made('/api/v1/theme/', { theme_name: 'T', json_data: '{"token": {}}' })
    const template = await made('/api/v1/css_template/', { template_name: 'C', css: '.a{}' })
    const layer = await made('/api/v1/annotation_layer/', { name: 'L' })
    const moments = { start_dttm: '2026-01-01T00:00:00', end_dttm: '2026-01-02T00:00:00' }
    const annotation = await made(`/api/v1/annotation_layer/${layer}/annotation/`, { short_descr: 'A', ...moments })
    for (const [path, field] of [
      [`/api/v1/theme/${theme}`, 'theme_name'],
      [`/api/v1/css_template/${template}`, 'css'],
      [`/api/v1/annotation_layer/${layer}`, 'descr'],
      [`/api/v1/annotation_layer/${layer}/annotation/${annotation}`, 'long_descr'],
    ] as const) {
      const { winner, refused } = await race(path, (i) => ({ [field]: `w${i}` }))
      expect(refused.details.current.row).toMatchObject({ [field]: `w${winner}` })
      expect((await admin.get(path)).json()).toMatchObject({ result: { [field]: `w${winner}` } })
      // Who says nothing is asked nothing, and a moment is a number
      expect((await admin.put(path, { [field]: 'again' })).status).toBe(200)
      const wrong = await admin.put(path, { [field]: 'x', expected_changed_on: 'now' })
      expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('expected_changed_on')])
    }
    for (const list of ['theme', 'css_template', 'annotation_layer'])
      expect((await admin.get(`/api/v1/${list}/`)).json<{ result: object[] }>().result[0], list).toMatchObject({ changed_on_ms: expect.any(Number) })
  })

  test('row-level rules, with what they bind', async () => {
    const role = await made('/api/v1/security/roles/', { name: 'Bound' })
    const rule = { name: 'R', filter_type: 'Regular', tables: [warehouse.datasetId], roles: [role], clause: "region = 'north'" }
    const path = `/api/v1/rowlevelsecurity/${await made('/api/v1/rowlevelsecurity/', rule)}`
    const { winner, refused } = await race(path, (i) => ({ description: `w${i}` }))
    expect(refused.details.current).toMatchObject({ row: { description: `w${winner}` }, parts: { roles: [{ role_id: role }] } })
    expect((await admin.put(path, { roles: [], expected_changed_on: 1 })).status).toBe(409)
    expect((await admin.get(path)).json()).toMatchObject({ result: { roles: [{ id: role }] } })
  })

  test('roles, in each of their parts', async () => {
    const id = await made('/api/v1/security/roles/', { name: 'Two' })
    const path = `/api/v1/security/roles/${id}`
    const first = await changedOn(path)
    const { winner } = await race(path, (i) => ({ name: `Two ${i}` }))
    expect((await admin.get(path)).json()).toMatchObject({ result: { name: `Two ${winner}` } })
    const late = { expected_changed_on: first }
    for (const answer of [
      await admin.post(`${path}/permissions`, { permission_view_menu_ids: [1], ...late }),
      await admin.put(`${path}/users`, { user_ids: [1], ...late }),
      await admin.put(`${path}/groups`, { group_ids: [], ...late }),
    ])
      expect([answer.status, answer.json()]).toMatchObject([409, { details: { changed_on: await changedOn(path), changed_by: { id: 1 } } }])
    const { db } = server.running.ctx.metadata
    expect(await db.selectFrom('user_roles').selectAll().where('role_id', '=', id).execute()).toEqual([])
    // Steps of one save: each says what the one before it left
    const steps = await admin.post(`${path}/permissions`, { permission_view_menu_ids: [1], expected_changed_on: await changedOn(path) })
    const { changed_on_ms } = steps.json<{ result: { changed_on_ms: number } }>().result
    expect((await admin.put(`${path}/users`, { user_ids: [1], expected_changed_on: changed_on_ms })).status).toBe(200)
    expect((await admin.put('/api/v1/security/roles/99999', { name: 'x', ...late })).status).toBe(404)
  })

  const ASKED = '?q=(columns:!(changed_on_ms))'
  const account = (username: string, more: object) => ({
    ...{ username, email: `${username}@example.org`, first_name: 'A', last_name: 'B', password: 'a long password', active: true },
    ...more,
  })

  test('accounts and groups; who sends nothing of it is answered as before', async () => {
    const gamma = await server.roleId('Gamma')
    const user = await made('/api/v1/security/users/', account('two', { roles: [gamma] }))
    const group = await made('/api/v1/security/groups/', { name: 'Two hands', roles: [gamma], users: [user] })
    for (const [path, field] of [
      [`/api/v1/security/users/${user}`, 'last_name'],
      [`/api/v1/security/groups/${group}`, 'label'],
    ] as const) {
      const { winner, refused } = await race(path, (i) => ({ [field]: `w${i}` }), path + ASKED)
      expect(refused.details.current).toMatchObject({
        row: { [field]: `w${winner}` },
        parts: { roles: [{ role_id: gamma }] },
        names: { [`role:${gamma}`]: 'Gamma' },
      })
      expect(JSON.stringify(refused)).not.toMatch(/password|uuid|tokens_from/)
      const plain = await admin.put(path, { [field]: 'again' })
      expect([plain.status, plain.json()]).toEqual([200, { result: { [field]: 'again' } }])
      expect((await admin.get(path)).text).not.toContain('changed_on_ms')
      const wrong = await admin.put(path, { [field]: 'x', expected_changed_on: 'now' })
      expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('expected_changed_on')])
      const list = path.replace(/\d+$/, '')
      expect((await admin.get(list)).text).not.toContain('changed_on_ms')
      expect((await admin.get(`${list}?q=(columns:!(id,changed_on_ms),filters:!((col:id,opr:eq,value:${path.split('/').at(-1)})))`)).json()).toMatchObject({
        result: [{ changed_on_ms: await changedOn(path + ASKED) }],
      })
    }
    expect((await admin.put('/api/v1/security/users/99999', { last_name: 'x', expected_changed_on: 1 })).status).toBe(404)
    expect((await admin.put('/api/v1/security/groups/99999', { label: 'x', expected_changed_on: 1 })).status).toBe(404)
  })

  test('what other forms change of an account or a group is a change of it', async () => {
    const gamma = await server.roleId('Gamma')
    const role = await made('/api/v1/security/roles/', { name: 'Elsewhere' })
    const user = await made('/api/v1/security/users/', account('elsewhere', { roles: [gamma] }))
    const other = await made('/api/v1/security/users/', account('stays', { roles: [gamma] }))
    const group = await made('/api/v1/security/groups/', { name: 'Elsewhere' })
    const at = { user: `/api/v1/security/users/${user}`, other: `/api/v1/security/users/${other}`, group: `/api/v1/security/groups/${group}` }
    const moments = async () => ({ user: await changedOn(at.user + ASKED), other: await changedOn(at.other + ASKED), group: await changedOn(at.group + ASKED) })
    const moved = async (work: () => Promise<{ readonly status: number; readonly text: string }>): Promise<readonly string[]> => {
      const before = await moments()
      const answer = await work()
      expect([200, 201], answer.text).toContain(answer.status)
      const after = await moments()
      return (['user', 'other', 'group'] as const).filter((one) => after[one] > before[one])
    }
    const roleAt = `/api/v1/security/roles/${role}`
    expect(await moved(() => admin.put(`${roleAt}/users`, { user_ids: [user] }))).toEqual(['user'])
    expect(await moved(() => admin.put(`${roleAt}/users`, { user_ids: [user] }))).toEqual([])
    expect(await moved(() => admin.put(`${roleAt}/groups`, { group_ids: [group] }))).toEqual(['group'])
    expect(await moved(() => admin.put(at.group, { users: [user] }))).toEqual(['user', 'group'])
    expect(await moved(() => admin.put(at.user, { groups: [] }))).toEqual(['user', 'group'])
    expect(await moved(() => admin.delete(roleAt))).toEqual(['user', 'group'])
    const [entry] = (await admin.get('/api/v1/trash/?kind=role')).json<{ result: { id: number }[] }>().result
    expect(await moved(() => admin.post(`/api/v1/trash/${entry?.id}/restore`, {}))).toEqual(['user', 'group'])
    const extra = await made('/api/v1/security/groups/', { name: 'Extra', users: [other] })
    expect(await moved(() => admin.delete(`/api/v1/security/groups/${extra}`))).toEqual(['other'])
    expect(await moved(() => admin.post('/api/v1/security/users/', account('third', { groups: [group] })))).toEqual(['group'])
  })

  test('what an account or a group is now is told to those who may read it', async () => {
    const { db } = server.running.ctx.metadata
    const pair = await db
      .selectFrom('permissions')
      .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
      .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
      .select('permissions.id')
      .where('permission_names.name', '=', 'can_put')
      .where('permission_views.name', '=', 'User')
      .executeTakeFirstOrThrow()
    const role = await made('/api/v1/security/roles/', { name: 'Blind' })
    await admin.post(`/api/v1/security/roles/${role}/permissions`, { permission_view_menu_ids: [pair.id] })
    const blind = await server.person('blind', ['Blind'])
    const user = await made('/api/v1/security/users/', account('unseen', { roles: [await server.roleId('Gamma')] }))
    const answer = await blind.put(`/api/v1/security/users/${user}`, { first_name: 'x', expected_changed_on: 1 })
    expect(answer.status).toBe(409)
    expect(answer.text).not.toContain('unseen')
  })

  test('roles that are given and taken in the form of an account or a group keep a version', async () => {
    const role = await made('/api/v1/security/roles/', { name: 'Given' })
    const gamma = await server.roleId('Gamma')
    const user = await made('/api/v1/security/users/', account('holder', { roles: [gamma, role] }))
    const path = `/api/v1/history/role/${role}/`
    const latest = async () => {
      const { count, result } = (await admin.get(path)).json<{ count: number; result: { words: string[]; saved_by: { id: number } }[] }>()
      return [count, result[0]?.words, result[0]?.saved_by.id]
    }
    expect(await latest()).toEqual([2, ['1 user added: A B'], 1])
    await admin.put(`/api/v1/security/users/${user}`, { last_name: 'C', roles: [gamma, role] })
    expect((await latest())[0]).toBe(2)
    await admin.put(`/api/v1/security/users/${user}`, { roles: [gamma] })
    expect(await latest()).toEqual([3, ['1 user removed: A B'], 1])
    const group = await made('/api/v1/security/groups/', { name: 'Giving', roles: [role], users: [user] })
    expect(await latest()).toEqual([4, ['1 group added: Giving'], 1])
    await admin.put(`/api/v1/security/groups/${group}`, { users: [] })
    expect((await latest())[0]).toBe(4)
    // A form of the role that was opened before is told
    const late = { user_ids: [], expected_changed_on: await changedOn(`/api/v1/security/roles/${role}`) }
    await admin.delete(`/api/v1/security/groups/${group}`)
    expect(await latest()).toEqual([5, ['1 group removed: Giving'], 1])
    expect((await admin.put(`/api/v1/security/roles/${role}/users`, late)).status).toBe(409)
    await admin.put(`/api/v1/security/users/${user}`, { roles: [gamma, role] })
    await admin.delete(`/api/v1/security/users/${user}`)
    expect((await latest())[0]).toBe(7)
  })

  test('lists say what is read, for those who save from a list', async () => {
    const id = await made('/api/v1/dashboard/', { dashboard_title: 'Listed' })
    const { result } = (await admin.get('/api/v1/dashboard/')).json<{ result: { id: number; changed_on_ms: number }[] }>()
    const listed = result.find((one) => one.id === id)
    expect(listed?.changed_on_ms).toBe(await changedOn(`/api/v1/dashboard/${id}`))
    await admin.put(`/api/v1/dashboard/${id}`, { css: '.a{}' })
    const late = await admin.put(`/api/v1/dashboard/${id}`, { published: true, expected_changed_on: listed?.changed_on_ms })
    expect(late.status).toBe(409)
    const query = await made('/api/v1/saved_query/', { label: 'Q', sql: 'SELECT 1' })
    const queries = (await admin.get('/api/v1/saved_query/')).json<{ result: { id: number; changed_on_ms: number }[] }>().result
    expect(queries.find((one) => one.id === query)?.changed_on_ms).toBe(await changedOn(`/api/v1/saved_query/${query}`))
  })
})
