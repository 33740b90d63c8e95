import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProcess, temporaryFolder } from '@coset/testing'
import { expect, test } from 'vitest'
import { startServer, writeWarehouse } from './test-server.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const KEY = 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW'
const NEXT = 'Another-key-0123456789-abcdefghijk'

test('a database in the trash keeps its secrets through a change of the key', async () => {
  using folder = temporaryFolder()
  const databaseUrl = `sqlite:///${join(folder.path, 'coset.db')}`
  const [password, extra] = ['hunter2-password', JSON.stringify({ token: 'hunter2-token' })]
  let id = 0
  {
    await using server = await startServer({ config: { databaseUrl, secretKey: KEY } })
    const { ctx } = server.running
    const body = { database_name: 'Kept', sqlalchemy_uri: `sqlite:///${writeWarehouse(server.folder)}` }
    id = (await server.admin.post('/api/v1/database/', body)).json<{ id: number }>().id
    const sealed = { password: ctx.secrets.seal(password), encrypted_extra: ctx.secrets.seal(extra) }
    await ctx.metadata.db.updateTable('databases').set(sealed).where('id', '=', id).execute()
    expect((await server.admin.delete(`/api/v1/database/${id}`)).status).toBe(200)
  }
  const env = { COSET_DATA_DIR: folder.path, COSET_DATABASE_URL: databaseUrl, COSET_SECRET_KEY: NEXT, COSET_LOAD_EXAMPLES: 'false' }
  const wrong = startProcess([MAIN, 'secrets', 'rotate', '--from', 'not the key'], { env, cwd: folder.path })
  expect(await wrong.ended()).toBe(1)
  const rotated = startProcess([MAIN, 'secrets', 'rotate', '--from', KEY], { env, cwd: folder.path })
  expect(await rotated.ended(), rotated.output()).toBe(0)
  await using server = await startServer({ config: { databaseUrl, secretKey: NEXT } })
  const { result } = (await server.admin.get('/api/v1/trash/?kind=database')).json<{ result: { id: number; object_id: number }[] }>()
  expect(result.map((entry) => entry.object_id)).toEqual([id])
  expect((await server.admin.post(`/api/v1/trash/${result[0]?.id}/restore`)).status).toBe(200)
  const { ctx } = server.running
  const row = await ctx.metadata.db.selectFrom('databases').select(['password', 'encrypted_extra']).where('id', '=', id).executeTakeFirstOrThrow()
  expect([ctx.secrets.open(row.password ?? ''), ctx.secrets.open(row.encrypted_extra ?? '')]).toEqual([password, extra])
})
