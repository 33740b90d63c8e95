import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProcess, temporaryFolder } from '@coset/testing'
import { expect, test } from 'vitest'
import type { Process } from './context.ts'
import { startServer, writeWarehouse } from './test-server.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const KEY = 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW'
const NEXT = 'Another-key-0123456789-abcdefghijk'

const PASSWORD = 'hunter2-password'
const EXTRA = JSON.stringify({ token: 'hunter2-token' })
const TUNNEL = { password: null, private_key: 'hunter2-key', private_key_password: 'hunter2-passphrase' }
const FACTORS = { totp: 'hunter2-seed', passkey: '{"publicKey":"hunter2"}' }
const TOKENS = { access_token: 'hunter2-access', refresh_token: 'hunter2-refresh' }
const DIGEST = 'a digest, which no key sealed'

type Ctx = Process['ctx']

const plantDatabase = async ({ metadata: { db }, secrets, clock }: Ctx, id: number): Promise<void> => {
  const seal = (plain: string | null): string | null => (plain === null ? null : secrets.seal(plain))
  await db
    .updateTable('databases')
    .set({ password: seal(PASSWORD), encrypted_extra: seal(EXTRA) })
    .where('id', '=', id)
    .execute()
  const sealed = { password: null, private_key: seal(TUNNEL.private_key), private_key_password: seal(TUNNEL.private_key_password) }
  const server = { uuid: crypto.randomUUID(), database_id: id, server_address: 'jump.example', server_port: 22, username: 'jumper' }
  const now = clock.now()
  await db
    .insertInto('ssh_tunnels')
    .values({ ...server, ...sealed, created_on: now, changed_on: now, created_by: null, changed_by: null })
    .execute()
}

const plantPerson = async ({ metadata: { db }, secrets, clock }: Ctx, database_id: number): Promise<void> => {
  const { id: user_id } = await db.selectFrom('users').select('id').where('username', '=', 'admin').executeTakeFirstOrThrow()
  const base = { user_id, name: '', credential_id: '', confirmed: false, counter: 0, created_on: clock.now(), last_used_on: null }
  const data = { totp: secrets.seal(FACTORS.totp), passkey: secrets.seal(FACTORS.passkey), recovery: DIGEST }
  await db
    .insertInto('second_factors')
    .values(Object.entries(data).map(([kind, value]) => ({ ...base, kind, data: value })))
    .execute()
  const tokens = { access_token: secrets.seal(TOKENS.access_token), refresh_token: secrets.seal(TOKENS.refresh_token) }
  await db
    .insertInto('database_user_oauth2_tokens')
    .values({ user_id, database_id, ...tokens, expires_on: null, changed_on: clock.now() })
    .execute()
}

const expectDatabase = async ({ metadata: { db }, secrets }: Ctx, id: number): Promise<void> => {
  const open = (sealed: string | null): string | null => (sealed === null ? null : secrets.open(sealed))
  const row = await db.selectFrom('databases').select(['password', 'encrypted_extra']).where('id', '=', id).executeTakeFirstOrThrow()
  expect([open(row.password), open(row.encrypted_extra)]).toEqual([PASSWORD, EXTRA])
  const tunnel = await db.selectFrom('ssh_tunnels').selectAll().where('database_id', '=', id).executeTakeFirstOrThrow()
  expect([tunnel.server_address, tunnel.server_port, tunnel.username]).toEqual(['jump.example', 22, 'jumper'])
  expect([open(tunnel.password), open(tunnel.private_key), open(tunnel.private_key_password)]).toEqual(Object.values(TUNNEL))
}

test('what is sealed, also of a database in the trash, can be opened after a change of the key', async () => {
  using folder = temporaryFolder()
  const databaseUrl = `sqlite:///${join(folder.path, 'coset.db')}`
  const ids: number[] = []
  {
    await using server = await startServer({ config: { databaseUrl, secretKey: KEY } })
    for (const database_name of ['Kept', 'Deleted']) {
      const body = { database_name, sqlalchemy_uri: `sqlite:///${writeWarehouse(server.folder, `${database_name}.sqlite`)}` }
      const { id } = (await server.admin.post('/api/v1/database/', body)).json<{ id: number }>()
      ids.push(id)
      await plantDatabase(server.running.ctx, id)
    }
    expect((await server.admin.delete(`/api/v1/database/${ids[1]}`)).status).toBe(200)
    expect(await server.running.ctx.metadata.db.selectFrom('ssh_tunnels').selectAll().execute()).toHaveLength(1)
    await plantPerson(server.running.ctx, ids[0] ?? 0)
  }
  const env = { COSET_DATA_DIR: folder.path, COSET_DATABASE_URL: databaseUrl, COSET_SECRET_KEY: NEXT, COSET_LOAD_EXAMPLES: 'false' }
  const wrong = startProcess([MAIN, 'secrets', 'rotate', '--from', 'not the key'], { env, cwd: folder.path })
  expect(await wrong.ended()).toBe(1)
  const rotated = startProcess([MAIN, 'secrets', 'rotate', '--from', KEY], { env, cwd: folder.path })
  expect(await rotated.ended(), rotated.output()).toBe(0)
  expect(rotated.output()).toContain('2 second factors and 1 sign-ins')
  // Unconfirmed factors ask for nothing, so that the administrator still gets in
  await using server = await startServer({ config: { databaseUrl, secretKey: NEXT } })
  const { result } = (await server.admin.get('/api/v1/trash/?kind=database')).json<{ result: { id: number; object_id: number }[] }>()
  expect(result.map((entry) => entry.object_id)).toEqual([ids[1]])
  expect((await server.admin.post(`/api/v1/trash/${result[0]?.id}/restore`)).status).toBe(200)
  const { ctx } = server.running
  for (const id of ids) await expectDatabase(ctx, id)
  const factors = await ctx.metadata.db.selectFrom('second_factors').select(['kind', 'data']).execute()
  const opened = factors.map(({ kind, data }) => [kind, kind === 'recovery' ? data : ctx.secrets.open(data)])
  expect(Object.fromEntries(opened)).toEqual({ ...FACTORS, recovery: DIGEST })
  const tokens = await ctx.metadata.db.selectFrom('database_user_oauth2_tokens').selectAll().executeTakeFirstOrThrow()
  expect({ access_token: ctx.secrets.open(tokens.access_token), refresh_token: ctx.secrets.open(tokens.refresh_token ?? '') }).toEqual(TOKENS)
})
