import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Answer, bearerClient, multipart, q, startProcess, temporaryFolder } from '@coset/testing'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_PASSWORD, startServer, type TestServer } from './test-server.ts'
import { type Body, MASK, openSshScene, POSTGRESQL, queryBy, type SshScene } from './test-ssh.ts'
import { readEntries } from './test-zip.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const FILE = 'databases/Carried.yaml'

let scene: SshScene
let target: TestServer
beforeAll(async () => {
  scene = await openSshScene()
  target = await startServer()
})
afterAll(async () => {
  await target.close()
  await scene[Symbol.asyncDispose]()
})

const exported = async (id: number): Promise<Uint8Array> => {
  const answer = await scene.send('GET', `/api/v1/database/export/${q([id])}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.bytes
}
const memberOf = (bytes: Uint8Array, path: string): unknown => {
  const found = [...readEntries(bytes)].find(([name]) => name.endsWith(`/${path}`))
  if (found === undefined) throw new Error(`no ${path}`)
  return (load(found[1]) as { ssh_tunnel?: unknown }).ssh_tunnel
}
const bring = (bytes: Uint8Array, fields: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  target.admin.post('/api/v1/database/import/', multipart({ overwrite: 'true', ...fields }, { formData: bytes }))
const ofFile = (secret: string): string => JSON.stringify({ [FILE]: secret })
const told = (answer: Answer): unknown => answer.json<{ errors: { extra: Body }[] }>().errors[0]?.extra[FILE]
const carriedId = async (): Promise<number> =>
  (await target.running.ctx.metadata.db.selectFrom('databases').select('id').where('database_name', '=', 'Carried').executeTakeFirstOrThrow()).id

test('exports carry a tunnel with masks; imports ask for what stood behind them, file by file', async () => {
  const id = await scene.connect('Carried', { ssh_tunnel: scene.byKey() })
  const bytes = await exported(id)
  expect(memberOf(bytes, FILE)).toEqual(scene.tunnel({ private_key: MASK, private_key_password: MASK }))
  const lacking = await bring(bytes)
  expect([lacking.status, told(lacking)]).toEqual([
    422,
    { _schema: ['Must provide a private key for the ssh tunnel', 'Must provide a private key password for the ssh tunnel'] },
  ])
  const half = await bring(bytes, { ssh_tunnel_private_keys: ofFile(scene.ssh.privateKey) })
  expect(told(half)).toEqual({ _schema: ['Must provide a private key password for the ssh tunnel'] })
  const nonsense = await bring(bytes, { ssh_tunnel_private_keys: '{"a"' })
  expect([nonsense.status, nonsense.text]).toEqual([400, expect.stringContaining('ssh_tunnel_private_keys')])
  const secrets = { ssh_tunnel_private_keys: ofFile(scene.ssh.privateKey), ssh_tunnel_private_key_passwords: ofFile(scene.ssh.passphrase) }
  const done = await bring(bytes, secrets)
  expect(done.status, done.text).toBe(200)
  const before = scene.ssh.forwarded.length
  const asked = await queryBy(target.admin, await carriedId())
  expect(asked.status, asked.text).toBe(200)
  expect(scene.ssh.forwarded.length).toBeGreaterThan(before)
})

describe('what is here already', () => {
  test('keeps its secrets behind masks, and not for another server', async () => {
    const id =
      (await scene.send('GET', `/api/v1/database/${q({ filters: [{ col: 'database_name', opr: 'eq', value: 'Carried' }] })}`)).json<{ ids: number[] }>()
        .ids[0] ?? 0
    const again = await bring(await exported(id))
    expect(again.status, again.text).toBe(200)
    const moved = await scene.send('PUT', `/api/v1/database/${id}`, {
      ssh_tunnel: { ...scene.tunnel({ password: scene.other.password }), server_port: scene.other.port },
    })
    expect(moved.status, moved.text).toBe(200)
    const bytes = await exported(id)
    const before = scene.other.offered.length
    const refused = await bring(bytes)
    expect([refused.status, told(refused)]).toEqual([422, { ssh_tunnel: { password: [expect.stringContaining('Nothing is stored')] } }])
    const review = await bring(bytes, { dry_run: 'true', ssh_tunnel_passwords: ofFile(scene.other.password) })
    const [object] = review.json<{ result: { objects: { change: string; differences: { field: string; after: string }[] }[] } }>().result.objects
    expect(object).toMatchObject({ change: 'changed', differences: [{ field: 'ssh_tunnel', after: '(hidden)' }] })
    expect(review.text).not.toContain(scene.other.password)
    expect(scene.other.offered.length).toBe(before)
    expect((await bring(bytes, { ssh_tunnel_passwords: ofFile(scene.other.password) })).status).toBe(200)
    expect((await queryBy(target.admin, await carriedId())).status).toBe(200)
    expect(scene.other.offered.length).toBeGreaterThan(before)
  })

  test('is not reached another way with the stored password of the database', async () => {
    const name = 'Carried'
    await target.admin.put(`/api/v1/database/${await carriedId()}`, {
      sqlalchemy_uri: POSTGRESQL.replace('postgres@', 'postgres:planted-db-password@'),
      ssh_tunnel: scene.tunnel(),
    })
    const id =
      (await scene.send('GET', `/api/v1/database/${q({ filters: [{ col: 'database_name', opr: 'eq', value: name }] })}`)).json<{ ids: number[] }>().ids[0] ?? 0
    const address = { sqlalchemy_uri: POSTGRESQL.replace('postgres@', 'postgres:planted-db-password@') }
    expect((await scene.send('PUT', `/api/v1/database/${id}`, { ...address, ssh_tunnel: { ...scene.tunnel(), server_port: scene.other.port } })).status).toBe(
      200,
    )
    const bytes = await exported(id)
    const secrets = { ssh_tunnel_passwords: ofFile(scene.other.password) }
    const refused = await bring(bytes, secrets)
    expect([refused.status, told(refused)]).toEqual([422, { sqlalchemy_uri: [expect.stringContaining('another way')] }])
    const given = await bring(bytes, { ...secrets, passwords: ofFile('planted-db-password') })
    expect(given.status, given.text).toBe(200)
  })
})

test('goes to the trash with its database, and comes back', async () => {
  const id = await scene.connect('Trashed')
  const { db } = scene.server.running.ctx.metadata
  const tunnels = () => db.selectFrom('ssh_tunnels').selectAll().where('database_id', '=', id).execute()
  const was = await tunnels()
  expect((await scene.send('DELETE', `/api/v1/database/${id}`)).status).toBe(200)
  expect(await tunnels()).toEqual([])
  const entry = (await scene.send('GET', '/api/v1/trash/?kind=database'))
    .json<{ result: { id: number; object_id: number }[] }>()
    .result.find((one) => one.object_id === id)
  await scene.send('GET', `/api/v1/trash/${entry?.id}`)
  const kept = await db
    .selectFrom('trash')
    .select('snapshot')
    .where('id', '=', entry?.id ?? 0)
    .executeTakeFirstOrThrow()
  expect(kept.snapshot).not.toContain(scene.ssh.password)
  expect((await scene.send('POST', `/api/v1/trash/${entry?.id}/restore`)).status).toBe(200)
  expect(await tunnels()).toEqual(was)
  const before = scene.ssh.forwarded.length
  const answer = await scene.query(id)
  expect(answer.status, answer.text).toBe(200)
  expect(scene.ssh.forwarded.length).toBeGreaterThan(before)
})

test('a bundle with a tunnel is refused while tunnels are off', async () => {
  await using off = await startServer({ config: { featureFlags: { SSH_TUNNELING: false } } })
  const id = await scene.connect('Off')
  const answer = await off.admin.post('/api/v1/database/import/', multipart({}, { formData: await exported(id) }))
  expect([answer.status, answer.json()]).toEqual([400, { message: 'SSH Tunneling is not enabled' }])
})

test('no answer told a secret', () => {
  const all = scene.answers.join('\n')
  for (const secret of [scene.ssh.password, scene.ssh.passphrase, scene.ssh.privateKey.slice(40, 90), 'planted-']) expect(all).not.toContain(secret)
})

test('no log and no file tells a secret, even at the loudest level', async () => {
  using folder = temporaryFolder()
  const env = {
    ...{ COSET_PORT: '0', COSET_DATA_DIR: folder.path, COSET_ADMIN_PASSWORD: ADMIN_PASSWORD, COSET_LOAD_EXAMPLES: 'false' },
    ...{ COSET_LOG_LEVEL: 'trace', COSET_SECRET_KEY: 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW' },
  }
  await using running = startProcess([MAIN, 'serve'], { env, cwd: folder.path })
  const url = (await running.waitFor(/Coset is ready at (\S+)/))[1] ?? ''
  const admin = await bearerClient(url, 'admin', ADMIN_PASSWORD)
  const made = await admin.post('/api/v1/database/', { database_name: 'Logged', sqlalchemy_uri: POSTGRESQL, ssh_tunnel: scene.byKey() })
  expect(made.status, made.text).toBe(201)
  const { id } = made.json<{ id: number }>()
  expect((await queryBy(admin, id)).status).toBe(200)
  for (const own of [
    { password: 'planted-wrong' },
    { private_key: 'planted-wrong' },
    { password: 'planted-wrong', private_key: 'planted-wrong' },
    { pass: 'planted-wrong' },
  ]) {
    const body = { database_name: 'Wrong', sqlalchemy_uri: POSTGRESQL, ssh_tunnel: scene.tunnel(own) }
    for (const path of ['', 'test_connection/']) expect((await admin.post(`/api/v1/database/${path}`, body)).status).toBeGreaterThanOrEqual(400)
  }
  expect((await admin.put(`/api/v1/database/${id}`, { ssh_tunnel: scene.tunnel() })).status).toBe(200)
  expect((await admin.delete(`/api/v1/database/${id}`)).status).toBe(200)
  const files = readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder.path, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
  expect(running.output()).toContain('/api/v1/database/')
  for (const text of [running.output(), ...files])
    for (const secret of [scene.ssh.password, scene.ssh.passphrase, scene.ssh.privateKey.slice(40, 90), 'planted-wrong']) expect(text).not.toContain(secret)
})
