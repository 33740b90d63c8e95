import { join } from 'node:path'
import { bearerClient, type Client, createClient, sessionClient, temporaryFolder, tokensOf } from '@coset/testing'
import { expect, test } from 'vitest'
import { ADMIN_PASSWORD, connectWarehouse, startServer } from '../test-server.ts'

const OLD_KEY = 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW'
const NEW_KEY = 'mQ8rT2yU5iO0pAsDfGhJkLzXcVbNm1W4'
const ME = '/api/v1/me/'

test('2: what the old key signed opens nothing once another key holds, and everything while it held', async () => {
  using folder = temporaryFolder()
  const config = { databaseUrl: `sqlite:///${join(folder.path, 'site.db')}`, featureFlags: { EMBEDDED_SUPERSET: true }, guestRole: 'Gamma' }
  let signed: Readonly<Record<'access' | 'refresh' | 'session' | 'guest', string>>
  const asBearer = (base: string, token: string): Client => createClient(base).with({ authorization: `Bearer ${token}` })
  {
    await using before = await startServer({ config: { ...config, secretKey: OLD_KEY } })
    const { access, refresh } = await tokensOf(before.url, 'admin', ADMIN_PASSWORD)
    const session = (await sessionClient(before.url, 'admin', ADMIN_PASSWORD)).cookie('session') ?? ''
    await connectWarehouse(before)
    const embedded = await before.admin.post('/api/v1/dashboard/1/embedded', { allowed_domains: [] })
    const { uuid } = embedded.json<{ result: { uuid: string } }>().result
    const asked = { user: { username: 'visitor' }, resources: [{ type: 'dashboard', id: uuid }], rls: [] }
    const guest = (await before.admin.post('/api/v1/security/guest_token/', asked)).json<{ token: string }>().token
    signed = { access, refresh, session, guest }
    expect((await asBearer(before.url, access).get(ME)).status).toBe(200)
    expect(
      (
        await createClient(before.url)
          .with({ cookie: `session=${session}` })
          .get(ME)
      ).status,
    ).toBe(200)
    expect((await createClient(before.url).with({ 'x-guesttoken': guest }).get('/api/v1/dashboard/1')).status).toBe(200)
    expect((await asBearer(before.url, refresh).post('/api/v1/security/refresh')).status).toBe(200)
  }
  await using after = await startServer({ config: { ...config, secretKey: NEW_KEY } })
  // The account is still there
  expect((await (await bearerClient(after.url, 'admin', ADMIN_PASSWORD)).get(ME)).status).toBe(200)
  expect([401, 422]).toContain((await asBearer(after.url, signed.access).get(ME)).status)
  expect([401, 422]).toContain((await asBearer(after.url, signed.refresh).post('/api/v1/security/refresh')).status)
  expect(
    (
      await createClient(after.url)
        .with({ cookie: `session=${signed.session}` })
        .get(ME)
    ).status,
  ).toBe(401)
  expect((await createClient(after.url).with({ 'x-guesttoken': signed.guest }).get('/api/v1/dashboard/1')).status).toBe(401)
})
