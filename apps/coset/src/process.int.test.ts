import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bearerClient, createClient, multipart, q, sessionClient, startProcess, temporaryFolder, tokensOf } from '@coset/testing'
import { describe, expect, test } from 'vitest'
import { change, dashboardFiles, PATHS, pack, sendBundle, UUIDS } from './test-bundle.ts'
import { writeWarehouse } from './test-server.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const KEY = 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW'
const PASSWORD = 'Tr0ub4dor-and-3'

const environment = (folder: string, more: Record<string, string> = {}): Record<string, string> => ({
  COSET_PORT: '0',
  COSET_DATA_DIR: folder,
  COSET_ADMIN_PASSWORD: PASSWORD,
  COSET_LOAD_EXAMPLES: 'false',
  ...more,
})
const coset = (folder: string, args: readonly string[], more: Record<string, string> = {}) =>
  startProcess([MAIN, ...args], { env: environment(folder, more), cwd: folder })
const urlOf = async (server: ReturnType<typeof coset>): Promise<string> => (await server.waitFor(/Coset is ready at (\S+)/))[1] ?? ''

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())

describe('the process', () => {
  test('tells no secret in answers, log, exports or files, even at the loudest level', async () => {
    using folder = temporaryFolder()
    await using server = coset(folder.path, ['serve'], { COSET_LOG_LEVEL: 'trace', COSET_SECRET_KEY: KEY })
    const url = await urlOf(server)
    const { access, refresh } = await tokensOf(url, 'admin', PASSWORD)
    let admin = await bearerClient(url, 'admin', PASSWORD)
    const secrets = {
      'database password': 'hunter2-database',
      'extra secret': 'hunter2-extra',
      'user password': 'hunter2-user',
      'wrong password': 'hunter2-wrong',
      'imported password': 'hunter2-import',
    }
    const answers: string[] = []
    const keep = async (answer: Promise<{ text: string; status: number }>): Promise<number> => {
      const { text, status } = await answer
      answers.push(text)
      return status
    }
    const dead = 'postgresql://jo:hunter2-database@127.0.0.1:1/shop'
    expect(await keep(admin.post('/api/v1/database/', { database_name: 'Dead', sqlalchemy_uri: dead, encrypted_extra: '{"k":"hunter2-extra"}' }))).toBe(422)
    expect(await keep(admin.post('/api/v1/database/test_connection/', { database_name: 'Dead', sqlalchemy_uri: dead }))).toBeGreaterThanOrEqual(400)
    await keep(createClient(url).post('/api/v1/security/login', { username: 'admin', password: 'hunter2-wrong', provider: 'db' }))
    await keep(createClient(url).post('/api/v1/security/login', '{"username":"admin","password":"hunter2-wrong"'))
    await keep(
      admin.post('/api/v1/security/users/', { username: 'u', email: 'u@example.org', first_name: 'U', last_name: 'V', password: 'hunter2-user', roles: [1] }),
    )
    await keep(
      admin.post('/api/v1/security/users/', { username: 'u', email: 'u@example.org', first_name: 'U', last_name: 'V', password: 'hunter2-user', roles: [1] }),
    )
    // A new password ends the tokens that were given before
    for (const [before, after] of [
      [PASSWORD, 'hunter2-user'],
      ['hunter2-user', PASSWORD],
    ] as const) {
      admin = await bearerClient(url, 'admin', before)
      expect(await keep(admin.put('/api/v1/me/', { password: after }))).toBe(200)
    }
    admin = await bearerClient(url, 'admin', PASSWORD)
    const session = await sessionClient(url, 'admin', PASSWORD)
    const warehouse = writeWarehouse(folder.path)
    const files = dashboardFiles(`sqlite:///${warehouse}`, (map) =>
      map.set('databases/remote.yaml', {
        ...(map.get(PATHS.database) as object),
        database_name: 'Remote',
        uuid: 'cccccccc-0000-4000-8000-000000000001',
        sqlalchemy_uri: 'postgresql://jo:XXXXXXXXXX@127.0.0.1:1/shop',
      }),
    )
    expect(await keep(sendBundle(admin, await pack(files), { passwords: { 'databases/remote.yaml': 'hunter2-import' } }))).toBe(200)
    await keep(admin.post('/api/v1/dashboard/import/', multipart({ passwords: '{"databases/x.yaml": "hunter2-import"' }, { formData: new Uint8Array(3) })))
    for (const path of [
      'database/',
      'database/1',
      'database/2/connection',
      'database/2',
      'assets/export/',
      `database/export/${q([1, 2])}`,
      'security/users/',
      'security/users/1',
      'me/',
      'me/roles/',
      'log/',
      '_openapi',
      'coset/bootstrap',
    ])
      await keep(admin.get(`/api/v1/${path}`))
    expect(await keep(session.get('/api/v1/me/'))).toBe(200)
    await keep(admin.get('/api/v1/database/2/schemas/'))
    expect(await server.stop()).toBe(0)

    const hidden = {
      ...secrets,
      'secret key': KEY,
      'access token': access,
      'refresh token': refresh,
      'session cookie': session.cookie('session') ?? 'none',
      'admin password': PASSWORD,
    }
    for (const [name, secret] of Object.entries(hidden)) {
      expect(server.output().includes(secret), `${name} in the log`).toBe(false)
      for (const text of answers) expect(text.includes(secret), `${name} in ${text.slice(0, 200)}`).toBe(false)
      for (const path of filesBelow(folder.path)) expect(readFileSync(path, 'latin1').includes(secret), `${name} in ${path}`).toBe(false)
    }
    expect(server.output()).not.toMatch(/scrypt:/)
    expect(server.output()).toContain('request completed')
  })

  test('files of the data folder are for their owner alone', async () => {
    using folder = temporaryFolder()
    await using server = coset(folder.path, ['serve'])
    await urlOf(server)
    for (const path of filesBelow(folder.path)) expect(statSync(path).mode & 0o077, path).toBe(0)
  })

  test('what was made is there after a restart, sessions and tokens too', async () => {
    using folder = temporaryFolder()
    const first = coset(folder.path, ['serve'])
    const url = await urlOf(first)
    const { access } = await tokensOf(url, 'admin', PASSWORD)
    await (await bearerClient(url, 'admin', PASSWORD)).post('/api/v1/dashboard/', { dashboard_title: 'Lasting', slug: 'lasting' })
    expect(await first.stop()).toBe(0)
    await using second = coset(folder.path, ['serve'], { COSET_ADMIN_PASSWORD: 'another' })
    const again = createClient(await urlOf(second)).with({ authorization: `Bearer ${access}` })
    expect((await again.get('/api/v1/dashboard/lasting')).json()).toMatchObject({ result: { dashboard_title: 'Lasting' } })
    await tokensOf(again.base, 'admin', PASSWORD)
  })

  test('a password is made and shown once when none is given', async () => {
    using folder = temporaryFolder()
    const first = coset(folder.path, ['serve'], { COSET_ADMIN_PASSWORD: '' })
    const [, password = ''] = await first.waitFor(/Administrator: admin \/ (\S+)/)
    await tokensOf(await urlOf(first), 'admin', password)
    await first.stop()
    await using second = coset(folder.path, ['serve'], { COSET_ADMIN_PASSWORD: '' })
    await second.waitFor(/Sign in with this link/)
    expect(second.output()).not.toContain('Administrator:')
  })
})

/** Attack case 1. */
describe('in production', () => {
  test.each([
    ['', /COSET_SECRET_KEY is needed/],
    ['CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET', /COSET_SECRET_KEY is a published one/],
    ['short', /fewer than 32 bytes/],
  ])('1: it does not start with the key %j', async (key, message) => {
    using folder = temporaryFolder()
    const server = coset(folder.path, ['serve'], { NODE_ENV: 'production', COSET_SECRET_KEY: key })
    expect(await server.ended()).toBe(1)
    expect(server.output()).toMatch(message)
    expect(server.output()).not.toMatch(/at .*\.ts:\d+/)
    expect(readdirSync(folder.path)).toEqual([])
  })

  test('cookies are for HTTPS, no link is printed, private addresses are closed', async () => {
    using folder = temporaryFolder()
    await using server = coset(folder.path, ['serve'], { NODE_ENV: 'production', COSET_SECRET_KEY: KEY })
    const url = await urlOf(server)
    const page = await createClient(url).get('/login/')
    expect(page.headers.get('set-cookie')).toMatch(/; Secure/)
    expect(page.headers.get('strict-transport-security')).not.toBeNull()
    expect(server.output()).not.toContain('/login/once/')
    const admin = await bearerClient(url, 'admin', PASSWORD)
    // Attack case 26
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::1]',
      '169.254.169.254',
      '10.0.0.1',
      '2130706433',
      '0x7f.1',
      '127.1',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      'LOCALHOST.',
    ]) {
      const answer = await admin.post('/api/v1/database/test_connection/', { database_name: 'x', sqlalchemy_uri: `postgresql://u:p@${host}:5432/d` })
      expect([400, 422], `${host}: ${answer.text}`).toContain(answer.status)
      expect(answer.text, host).toMatch(/not allowed|not a host name/)
    }
  })
})

describe('commands', () => {
  test('a wrong setting is told by name, without a stack', async () => {
    using folder = temporaryFolder()
    const server = coset(folder.path, ['serve'], { COSET_PROT: '1' })
    expect(await server.ended()).toBe(1)
    expect(server.output().trim()).toBe('COSET_PROT (environment) is not a setting; did you mean COSET_PORT?')
  })

  test('config shows what is in force, secrets masked', async () => {
    using folder = temporaryFolder()
    const shown = coset(folder.path, ['config'], { COSET_SECRET_KEY: KEY })
    expect(await shown.ended()).toBe(0)
    expect(JSON.parse(shown.output())).toMatchObject({ port: 0, secretKey: '********', adminPassword: '********' })
  })

  test('import and export carry a site into another, and rotation seals its secrets anew', async () => {
    using one = temporaryFolder()
    using two = temporaryFolder()
    const files = dashboardFiles(`sqlite:///${writeWarehouse(one.path)}`, (map) => {
      change('metadata.yaml', { type: 'assets' })(map)
      map.set('databases/remote.yaml', {
        ...(map.get(PATHS.database) as object),
        database_name: 'Remote',
        uuid: 'cccccccc-0000-4000-8000-000000000001',
        sqlalchemy_uri: 'postgresql://jo:XXXXXXXXXX@127.0.0.1:1/shop',
      })
    })
    const bundle = join(one.path, 'bundle.zip')
    writeFileSync(bundle, await pack(files))
    const refused = coset(one.path, ['import', bundle], { COSET_SECRET_KEY: KEY })
    expect(await refused.ended()).toBe(1)
    const dry = coset(one.path, ['import', bundle, '--dry-run', '--password', 'databases/remote.yaml=hunter2=x'], { COSET_SECRET_KEY: KEY })
    expect(await dry.ended(), dry.output()).toBe(0)
    expect(dry.output()).toMatch(/^new +dashboard +Imported sales +dashboards\/sales\.yaml$/m)
    expect(dry.output()).not.toContain('hunter2')
    const imported = coset(one.path, ['import', bundle, '--password', 'databases/remote.yaml=hunter2=x'], { COSET_SECRET_KEY: KEY })
    expect(await imported.ended(), imported.output()).toBe(0)
    expect(imported.output()).toContain('Imported 1 dashboards, 1 charts, 1 datasets, 2 databases')
    const out = join(one.path, 'out.zip')
    const exported = coset(one.path, ['export', out], { COSET_SECRET_KEY: KEY })
    expect(await exported.ended(), exported.output()).toBe(0)
    expect(statSync(out).mode & 0o077).toBe(0)
    const some = join(one.path, 'some.zip')
    const kinds = coset(one.path, ['export', some, '--kinds', 'roles,tags'], { COSET_SECRET_KEY: KEY })
    expect(await kinds.ended(), kinds.output()).toBe(0)
    const again = coset(one.path, ['import', some, '--dry-run'], { COSET_SECRET_KEY: KEY })
    expect(await again.ended(), again.output()).toBe(0)
    expect(again.output()).toMatch(/^kept +role +Admin/m)
    expect(again.output()).toMatch(/^same +tag +imported/m)
    const carried = coset(two.path, ['import', out, '--password', 'databases/Remote.yaml=other'], { COSET_ALLOW_LOCAL_FILES: 'true' })
    expect(await carried.ended(), carried.output()).toBe(0)

    const next = 'Another-key-0123456789-abcdefghijk'
    const wrong = coset(one.path, ['secrets', 'rotate', '--from', 'not the key'], { COSET_SECRET_KEY: next })
    expect(await wrong.ended()).toBe(1)
    const rotated = coset(one.path, ['secrets', 'rotate', '--from', KEY], { COSET_SECRET_KEY: next })
    expect(await rotated.ended(), rotated.output()).toBe(0)
    await using server = coset(one.path, ['serve'], { COSET_SECRET_KEY: next })
    const admin = await bearerClient(await urlOf(server), 'admin', PASSWORD)
    const chart = (await admin.get(`/api/v1/chart/${UUIDS.chart}`)).json<{ result: { id: number } }>().result.id
    expect((await admin.get(`/api/v1/chart/${chart}/data/`)).status).toBe(200)
    const schemas = await admin.get('/api/v1/database/2/schemas/')
    expect(schemas.text).not.toMatch(/cannot be opened with this secret key/)
  })
})
