import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from './test-server.ts'
import { type Body, MARIADB, MASK, openSshScene, POSTGRESQL, queryBy, type SshScene } from './test-ssh.ts'

let scene: SshScene
beforeAll(async () => {
  scene = await openSshScene()
})
afterAll(() => scene[Symbol.asyncDispose]())

const shown = async (id: number): Promise<Body> =>
  (await scene.send('GET', `/api/v1/database/${id}/connection`)).json<{ result: { ssh_tunnel: Body } }>().result.ssh_tunnel
const put = (id: number, body: Body) => scene.send('PUT', `/api/v1/database/${id}`, body)
const forwardings = async (id: number): Promise<number> => {
  const before = scene.ssh.forwarded.length
  const answer = await scene.query(id)
  expect(answer.status, answer.text).toBe(200)
  return scene.ssh.forwarded.length - before
}
const withPassword = POSTGRESQL.replace('postgres@', 'postgres:planted-db-password@')

describe('a database behind an SSH server', () => {
  test.each([
    ['PostgreSQL by password', () => ({}), ':5432'],
    ['MariaDB by password', () => ({ sqlalchemy_uri: MARIADB }), ':3306'],
    ['PostgreSQL by key', () => ({ ssh_tunnel: scene.byKey() }), ':5432'],
  ])('is asked through it: %s', async (name, own, port) => {
    const id = await scene.connect(name, own())
    expect(scene.ssh.forwarded.at(-1)).toMatch(new RegExp(`${port}$`))
    expect(await forwardings(id)).toBeGreaterThan(0)
  })

  test('charts go through it', async () => {
    const id = await scene.connect('Charts')
    const dataset = await scene.send('POST', '/api/v1/dataset/', { database: id, schema: 'public', table_name: 'one', sql: 'SELECT 7 AS seven' })
    expect(dataset.status, dataset.text).toBe(201)
    const before = scene.ssh.forwarded.length
    await scene.server.running.ctx.connections.forget(id)
    const asked = { datasource: { id: dataset.json<{ id: number }>().id, type: 'table' }, queries: [{ columns: ['seven'], row_limit: 5 }], force: true }
    const data = await scene.send('POST', '/api/v1/chart/data', asked)
    expect(data.status, data.text).toBe(200)
    expect(data.json<{ result: { data: unknown[] }[] }>().result[0]?.data).toEqual([{ seven: 7 }])
    expect(scene.ssh.forwarded.length).toBeGreaterThan(before)
  })

  test('is shown with masks, and kept sealed', async () => {
    const made = await scene.send('POST', '/api/v1/database/', { database_name: 'Shown', sqlalchemy_uri: POSTGRESQL, ssh_tunnel: scene.byKey() })
    const masked = scene.tunnel({ private_key: MASK, private_key_password: MASK })
    expect(made.json<{ result: Body }>().result['ssh_tunnel']).toEqual(masked)
    const id = made.json<{ id: number }>().id
    expect(await shown(id)).toEqual({ id: expect.any(Number), ...masked })
    const row = await scene.server.running.ctx.metadata.db.selectFrom('ssh_tunnels').selectAll().where('database_id', '=', id).executeTakeFirstOrThrow()
    expect([row.password, row.private_key, row.private_key_password]).toEqual([null, expect.stringMatching(/^v1:/), expect.stringMatching(/^v1:/)])
  })

  test('masks and silence keep what is stored; null takes it away', async () => {
    const id = await scene.connect('Kept')
    const masked = scene.tunnel({ password: MASK })
    for (const body of [
      { ssh_tunnel: masked },
      { sqlalchemy_uri: POSTGRESQL, ssh_tunnel: await shown(id) },
      { sqlalchemy_uri: POSTGRESQL },
      { cache_timeout: 5 },
    ]) {
      const saved = await put(id, body)
      expect(saved.status, saved.text).toBe(200)
      expect(await forwardings(id)).toBeGreaterThan(0)
    }
    const tried = await scene.send('POST', '/api/v1/database/test_connection/', { database_name: 'Kept', sqlalchemy_uri: POSTGRESQL, ssh_tunnel: masked })
    expect(tried.status, tried.text).toBe(200)
    const removed = await put(id, { ssh_tunnel: null })
    expect([removed.status, removed.json<{ result: Body }>().result['ssh_tunnel']]).toEqual([200, null])
    expect([await forwardings(id), await shown(id)]).toEqual([0, null])
    const back = await put(id, { ssh_tunnel: masked })
    expect([back.status, back.json()]).toEqual([422, { message: { ssh_tunnel: { password: [expect.stringContaining('Nothing is stored')] } } }])
  })
})

describe('a stored secret goes only where it was stored for', () => {
  const elsewhere = (): Body => scene.tunnel({ server_port: scene.other.port, password: MASK })
  test.each([
    ['another SSH server', () => ({ ssh_tunnel: elsewhere() })],
    ['another name of the SSH server', () => ({ ssh_tunnel: scene.tunnel({ server_address: 'localhost', password: MASK }) })],
    ['another user there', () => ({ ssh_tunnel: scene.tunnel({ username: 'somebody', password: MASK }) })],
    ['another database', () => ({ sqlalchemy_uri: MARIADB, ssh_tunnel: scene.tunnel({ password: MASK }) })],
    ['another database, and no word of the tunnel', () => ({ sqlalchemy_uri: MARIADB })],
    ['another user of the database', () => ({ sqlalchemy_uri: POSTGRESQL.replace('postgres@', 'other@'), ssh_tunnel: scene.tunnel({ password: MASK }) })],
  ])('that of the tunnel not to %s', async (name, body) => {
    const id = await scene.connect(`Moved to ${name}`)
    const before = [scene.ssh.offered.length, scene.other.offered.length]
    const answer = await put(id, body())
    expect([answer.status, answer.json()]).toEqual([422, { message: { ssh_tunnel: { password: [expect.stringContaining('enter this again')] } } }])
    if ('ssh_tunnel' in body()) {
      const tried = await scene.send('POST', '/api/v1/database/test_connection/', {
        database_name: `Moved to ${name}`,
        sqlalchemy_uri: POSTGRESQL,
        ...body(),
      })
      expect(tried.status, tried.text).toBe(422)
    }
    expect([scene.ssh.offered.length, scene.other.offered.length]).toEqual(before)
    expect(await forwardings(id)).toBeGreaterThan(0)
  })

  test('that of the database not through another SSH server, nor through the first one', async () => {
    const id = await scene.connect('Password', { sqlalchemy_uri: withPassword })
    const direct = await scene.connect('Direct', { sqlalchemy_uri: withPassword, ssh_tunnel: null })
    const extra = await scene.connect('Extra', { masked_encrypted_extra: '{"a":"planted-extra"}' })
    const ssh_tunnel = scene.tunnel({ server_port: scene.other.port, password: scene.other.password })
    const masked = POSTGRESQL.replace('postgres@', `postgres:${MASK}@`)
    for (const [database, body] of [
      [id, { ssh_tunnel }],
      [id, { sqlalchemy_uri: masked, ssh_tunnel }],
      [direct, { ssh_tunnel }],
      [extra, { ssh_tunnel }],
    ] as const) {
      const answer = await put(database, body)
      expect([answer.status, Object.keys(answer.json<{ message: Body }>().message)]).toEqual([
        422,
        [database === extra ? 'masked_encrypted_extra' : 'sqlalchemy_uri'],
      ])
    }
    const tried = await scene.send('POST', '/api/v1/database/test_connection/', { database_name: 'Password', sqlalchemy_uri: masked, ssh_tunnel })
    expect(tried.status, tried.text).toBe(422)
    expect(scene.other.forwarded).toEqual([])
    const entered = await put(id, { sqlalchemy_uri: withPassword, ssh_tunnel })
    expect(entered.status, entered.text).toBe(200)
    expect(scene.other.forwarded.length).toBeGreaterThan(0)
  })

  test('tokens of people end when their way changes', async () => {
    const id = await scene.connect('Tokens')
    const { db } = scene.server.running.ctx.metadata
    const { id: user_id } = await db.selectFrom('users').select('id').executeTakeFirstOrThrow()
    await db
      .insertInto('database_user_oauth2_tokens')
      .values({ user_id, database_id: id, access_token: 'x', refresh_token: null, expires_on: null, changed_on: 1 })
      .execute()
    expect((await put(id, { ssh_tunnel: null })).status).toBe(200)
    expect(await db.selectFrom('database_user_oauth2_tokens').selectAll().execute()).toEqual([])
  })
})

describe('what is refused', () => {
  test.each([
    ['no user', { username: undefined }, 'username'],
    ['no server', { server_address: '' }, 'server_address'],
    ['a server that is none', { server_address: 'a b' }, 'server_address'],
    ['port 0', { server_port: 0 }, 'server_port'],
    ['port 65536', { server_port: 65_536 }, 'server_port'],
    ['a port in words', { server_port: 'ssh' }, 'server_port'],
    ['no secret', { password: undefined }, 'password'],
    ['an empty secret', { password: '', private_key: '' }, 'password'],
    ['both secrets', { private_key: 'x' }, 'private_key'],
    ['a passphrase alone', { private_key_password: 'x' }, 'private_key_password'],
    ['a mask for nothing', { password: MASK }, 'password'],
    ['an unknown member', { known_hosts: 'x' }, 'known_hosts'],
  ])('%s', async (_, own, field) => {
    const body = { database_name: 'Refused', sqlalchemy_uri: POSTGRESQL, ssh_tunnel: { ...scene.tunnel(), ...own } }
    for (const path of ['', 'test_connection/']) {
      const answer = await scene.send('POST', `/api/v1/database/${path}`, body)
      expect([400, 422], answer.text).toContain(answer.status)
      if (path === '') expect(answer.status).toBe(422)
      expect(Object.keys(answer.json<{ message: { ssh_tunnel: Body } }>().message.ssh_tunnel)).toEqual([field])
    }
  })

  test.each([
    ['a wrong password', () => scene.tunnel({ password: 'planted-wrong' }), 'SSH_TUNNEL_INVALID_CREDENTIALS'],
    ['a wrong passphrase', () => ({ ...scene.byKey(), private_key_password: 'planted-wrong' }), 'SSH_TUNNEL_INVALID_CREDENTIALS'],
    ['no key at all', () => scene.tunnel({ private_key: 'planted-wrong' }), 'SSH_TUNNEL_INVALID_CREDENTIALS'],
    ['nobody there', () => scene.tunnel({ server_port: 1, password: 'planted-wrong' }), 'CONNECTION_HOST_DOWN_ERROR'],
  ])('%s, and says so', async (_, way, code) => {
    const body = { database_name: 'Wrong', sqlalchemy_uri: POSTGRESQL, ssh_tunnel: way() }
    for (const path of ['', 'test_connection/']) {
      const answer = await scene.send('POST', `/api/v1/database/${path}`, body)
      expect(answer.status, answer.text).toBe(422)
      expect(answer.json<{ errors: { error_type: string; message: string }[] }>().errors[0]).toMatchObject({
        error_type: code,
        message: expect.stringContaining('SSH'),
      })
    }
    const { db } = scene.server.running.ctx.metadata
    expect(await db.selectFrom('databases').select('id').where('database_name', '=', 'Wrong').execute()).toEqual([])
  })

  test('engines that take no tunnel, and addresses without a port', async () => {
    const body = { database_name: 'File', sqlalchemy_uri: `sqlite:///${scene.server.folder}/x.sqlite`, ssh_tunnel: scene.tunnel() }
    const file = await scene.send('POST', '/api/v1/database/', body)
    expect([file.status, file.json()]).toEqual([422, { message: { ssh_tunnel: [expect.stringContaining('SQLite')] } }])
    const portless = await scene.send('POST', '/api/v1/database/', { ...body, sqlalchemy_uri: 'postgresql://postgres@127.0.0.1/postgres' })
    expect([portless.status, portless.json<{ message: string }>().message]).toEqual([400, expect.stringContaining('port')])
  })

  test('everything while SSH_TUNNELING is off; a stored database is not reached past its tunnel', async () => {
    await using off = await startServer({ config: { featureFlags: { SSH_TUNNELING: false } } })
    const body = { database_name: 'Off', sqlalchemy_uri: POSTGRESQL }
    for (const path of ['', 'test_connection/']) {
      const answer = await off.admin.post(`/api/v1/database/${path}`, { ...body, ssh_tunnel: scene.tunnel() })
      expect([answer.status, answer.json()]).toEqual([400, { message: 'SSH Tunneling is not enabled' }])
    }
    const { id } = (await off.admin.post('/api/v1/database/', body)).json<{ id: number }>()
    expect((await queryBy(off.admin, id)).status).toBe(200)
    const { ctx } = off.running
    const row = { uuid: crypto.randomUUID(), database_id: id, server_address: '127.0.0.1', server_port: scene.ssh.port, username: scene.ssh.username }
    const stamps = { created_on: 1, changed_on: 1, created_by: null, changed_by: null }
    await ctx.metadata.db
      .insertInto('ssh_tunnels')
      .values({ ...row, ...stamps, password: ctx.secrets.seal('x'), private_key: null, private_key_password: null })
      .execute()
    await ctx.connections.forget(id)
    const refused = await queryBy(off.admin, id)
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('SSH Tunneling is not enabled')])
  })

  test('26: an SSH server inside the network where private addresses are; the database behind it may be private', async () => {
    await using closed = await startServer({ config: { allowPrivateAddresses: false } })
    const before = scene.ssh.offered.length
    for (const server_address of ['127.0.0.1', 'localhost', '2130706433', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1']) {
      const body = {
        database_name: 'Inside',
        sqlalchemy_uri: 'postgresql://postgres@db.example.org:5432/postgres',
        ssh_tunnel: { ...scene.tunnel(), server_address },
      }
      for (const path of ['', 'test_connection/']) {
        const answer = await closed.admin.post(`/api/v1/database/${path}`, body)
        expect([answer.status, answer.text], server_address).toEqual([422, expect.stringContaining('Private addresses are not allowed')])
      }
    }
    const outside = { database_name: 'Outside', sqlalchemy_uri: POSTGRESQL, ssh_tunnel: { ...scene.tunnel(), server_address: 'ssh.invalid' } }
    const answer = await closed.admin.post('/api/v1/database/', outside)
    expect(answer.text).toContain('CONNECTION_INVALID_HOSTNAME_ERROR')
    expect(scene.ssh.offered.length).toBe(before)
  })

  test('a server that shows another key than the listed one; it hears no password', async () => {
    const name = `127.0.0.1:${scene.ssh.port}`
    const config = { sshHostKeys: { [name]: [scene.other.fingerprint] } }
    const body = { database_name: 'Keyed', sqlalchemy_uri: POSTGRESQL, ssh_tunnel: scene.tunnel() }
    const before = scene.ssh.offered.length
    await using wrong = await startServer({ config })
    const refused = await wrong.admin.post('/api/v1/database/', body)
    expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('another host key')])
    expect(scene.ssh.offered.length).toBe(before)
    await using right = await startServer({ config: { sshHostKeys: { [name]: [scene.other.fingerprint, scene.ssh.fingerprint] } } })
    const made = await right.admin.post('/api/v1/database/', body)
    expect(made.status, made.text).toBe(201)
  })
})

test('no answer told a secret', () => {
  const all = scene.answers.join('\n')
  expect(all).toContain(MASK)
  for (const secret of [scene.ssh.password, scene.ssh.passphrase, scene.ssh.privateKey.slice(40, 90), 'planted-']) expect(all).not.toContain(secret)
})
