import { type Client, createClient, q } from '@coset/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type TestServer } from './test-server.ts'

let server: TestServer
let gammaRole: number
beforeAll(async () => {
  server = await startServer()
  gammaRole = await server.roleId('Gamma')
})
afterAll(() => server.close())

const USERS = '/api/v1/security/users/'
const KEYS = '/api/v1/security/api_keys/'
const fields = (username: string) => ({ username, email: `${username}@example.org`, first_name: username, last_name: 'Program', roles: [gammaRole] })

const program = async (username: string): Promise<number> => {
  const made = await server.admin.post(USERS, { ...fields(username), is_service: true })
  expect(made.status, made.text).toBe(201)
  return made.json<{ id: number }>().id
}

const keyed = (key: string): Client => createClient(server.url).with({ authorization: `Bearer ${key}` })
const keyOf = async (userId: number): Promise<string> => {
  const made = await server.admin.post(KEYS, { name: 'k', user_id: userId })
  expect(made.status, made.text).toBe(201)
  return made.json<{ result: { key: string } }>().result.key
}

test('a program needs no password, has none, and asks with keys that administrators make', async () => {
  const id = await program('loader')
  expect((await server.running.ctx.metadata.db.selectFrom('users').select('password').where('id', '=', id).executeTakeFirst())?.password).toBe('')
  for (const password of ['', 'loader password'])
    expect((await server.nobody.post('/api/v1/security/login', { username: 'loader', password, provider: 'db' })).status).not.toBe(200)
  const client = keyed(await keyOf(id))
  expect((await client.get('/api/v1/me/')).json()).toMatchObject({ result: { username: 'loader' } })
  const person = await server.person('gamma')
  expect((await person.post(KEYS, { name: 'k', user_id: id })).status).toBe(403)
})

test('people still need a password, and programs take none', async () => {
  const without = await server.admin.post(USERS, fields('nobody'))
  expect([without.status, without.json()]).toEqual([400, { message: { password: ['Missing data for required field.'] } }])
  expect((await server.admin.post(USERS, { ...fields('both'), is_service: true, password: 'x' })).text).toContain('no password')
  const id = await program('quiet')
  const set = await server.admin.put(`${USERS}${id}`, { password: 'a new password' })
  expect([set.status, set.text.includes('no password')]).toEqual([400, true])
})

test('lists tell of it only when they are asked', async () => {
  const plain = (await server.admin.get(USERS)).json<{ list_columns: string[]; result: object[] }>()
  expect(plain.list_columns).not.toContain('is_service')
  for (const row of plain.result) expect(Object.keys(row)).not.toContain('is_service')
  const asked = await server.admin.get(`${USERS}${q({ columns: ['username', 'is_service'], filters: [{ col: 'username', opr: 'eq', value: 'loader' }] })}`)
  expect(asked.json()).toMatchObject({ result: [{ username: 'loader', is_service: true }] })
})

test('a person who becomes a program is signed out and has no password; the way back takes the keys along', async () => {
  const person = await server.person('turning')
  const id = (await person.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
  expect((await server.admin.put(`${USERS}${id}`, { is_service: true })).status).toBe(200)
  expect((await person.get('/api/v1/me/')).status).toBe(401)
  const key = await keyOf(id)
  expect((await keyed(key).get('/api/v1/me/')).status).toBe(200)
  expect((await server.admin.put(`${USERS}${id}`, { is_service: false, password: 'their own password' })).status).toBe(200)
  expect((await keyed(key).get('/api/v1/me/')).status).toBe(401)
  expect((await server.nobody.post('/api/v1/security/login', { username: 'turning', password: 'their own password', provider: 'db' })).status).toBe(200)
})

test('the last administrator who can sign in does not become a program, whatever programs administer', async () => {
  const admin = await server.roleId('Admin')
  const made = await server.admin.post(USERS, { ...fields('robot'), roles: [admin], is_service: true })
  expect(made.status).toBe(201)
  const id = (await server.admin.get('/api/v1/me/')).json<{ result: { id: number } }>().result.id
  const answer = await server.admin.put(`${USERS}${id}`, { is_service: true })
  expect([answer.status, answer.text.includes('last administrator')]).toEqual([422, true])
  expect((await server.admin.get('/api/v1/me/')).status).toBe(200)
})
