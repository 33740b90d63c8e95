import { chmodSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openMetadata } from '@coset/metadata'
import { startProcess, temporaryDatabase, temporaryFolder } from '@coset/testing'
import { expect, test } from 'vitest'
import { openMailbox } from '../test-mailbox.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const KEY = 'Zk3v9QeR7tYuI0pLaSdFgHjKlMnBvCxW'
const REDIS = 'redis://127.0.0.1:6379/11'

interface Report {
  readonly code: number | null
  readonly text: string
  /** The line of one part. */
  line(name: string): string
}

const doctor = async (folder: string, env: Readonly<Record<string, string>> = {}): Promise<Report> => {
  await using run = startProcess([MAIN, 'doctor'], { env: { COSET_DATA_DIR: join(folder, 'data'), ...env }, cwd: folder })
  const code = await run.ended()
  const text = run.output()
  const line = (name: string): string => text.split('\n').find((one) => one.slice(9).startsWith(name)) ?? `no line of ${name} in:\n${text}`
  return { code, text, line }
}

/** A port of this machine on which nobody listens. */
const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address !== null ? address.port : 0
}

test('a healthy site: PostgreSQL, Redis, mail, a worker and a beat', async () => {
  using folder = temporaryFolder()
  await using database = await temporaryDatabase('postgresql')
  await using mailbox = await openMailbox()
  const env = {
    NODE_ENV: 'production',
    COSET_DATABASE_URL: database.url,
    COSET_SECRET_KEY: KEY,
    COSET_CACHE_URL: REDIS,
    COSET_BROKER_URL: REDIS,
    COSET_BROKER_PREFIX: database.name.replaceAll('_', '-').slice(0, 30),
    COSET_SITE_URL: 'https://bi.example.org',
    COSET_SMTP_URL: mailbox.url,
  }
  const start = (role: string) => startProcess([MAIN, role], { env: { ...env, COSET_DATA_DIR: join(folder.path, 'data') }, cwd: folder.path })
  await using worker = start('worker')
  await worker.waitFor(/takes queries/)
  await using beat = start('beat')
  await beat.waitFor(/watches the clock/)
  const report = await doctor(folder.path, env)
  expect(report.text).toMatch(/0 broken, 0 warnings/)
  expect(report.code).toBe(0)
  expect(report.line('metadata database')).toMatch(/^ok .*PostgreSQL answers in [\d.]+ ms, all \d+ migrations are applied/)
  expect(report.line('clock')).toMatch(/\d+ ms (?:ahead of|behind) the metadata database/)
  expect(report.line('cache')).toMatch(/redis 127\.0\.0\.1:6379: sets and gets/)
  expect(report.line('broker of jobs')).toMatch(/redis: \d+ jobs wait, \d+ run, 0 failed/)
  expect(report.line('workers')).toMatch(/1 alive/)
  expect(report.line('beats')).toMatch(/1 alive/)
  expect(report.line('E-mail')).toMatch(/^ok .*answers/)
  expect(report.line('Chromium')).toMatch(/^ok /)
  expect(mailbox.mails).toHaveLength(0)
})

test('what does not answer is named with its address, and no secret is told', async () => {
  using folder = temporaryFolder()
  const [redis, smtp, postgres] = await Promise.all([freePort(), freePort(), freePort()])
  const env = {
    COSET_SECRET_KEY: KEY,
    COSET_DATABASE_URL: `postgresql://jo:hunter2-database@127.0.0.1:${postgres}/x`,
    COSET_CACHE_URL: `redis://:hunter2-cache@127.0.0.1:${redis}/11`,
    COSET_CACHE_RESULTS_URL: 'memory:',
    COSET_CACHE_THUMBNAILS_URL: `memcached://127.0.0.1:${redis}`,
    COSET_BROKER_URL: `redis://:hunter2-broker@127.0.0.1:${redis}/11`,
    COSET_SMTP_URL: `smtp://jo:hunter2-mail@127.0.0.1:${smtp}`,
    COSET_SLACK_TOKEN: 'xoxb-hunter2-slack',
    COSET_SLACK_API_URL: `http://127.0.0.1:${smtp}/`,
  }
  const report = await doctor(folder.path, env)
  expect(report.code).toBe(1)
  expect(report.line('metadata database')).toMatch(/^BROKEN .*refused/i)
  expect(report.line('configuration')).toMatch(/^warning .*COSET_CACHE_RESULTS_URL is memory:/)
  expect(report.line('cache COSET_CACHE_RESULTS_URL')).toMatch(/^ok /)
  expect(report.line('cache COSET_CACHE_THUMBNAILS_URL')).toMatch(new RegExp(`^BROKEN .*memcached 127\\.0\\.0\\.1:${redis}: does not answer`))
  expect(report.line('cache ')).toMatch(new RegExp(`^BROKEN .*redis 127\\.0\\.0\\.1:${redis}: does not answer`))
  expect(report.line('broker of jobs')).toMatch(new RegExp(`^BROKEN .*redis 127\\.0\\.0\\.1:${redis}: does not answer`))
  expect(report.line('E-mail')).toMatch(new RegExp(`^BROKEN .*smtp 127\\.0\\.0\\.1:${smtp}: `))
  expect(report.line('Slack')).toMatch(/^BROKEN /)
  expect(report.line('workers')).toMatch(/^warning/)
  expect(report.text).not.toMatch(/hunter2|Zk3v9/)
})

test('a wrong setting, a weak key and an unreadable configuration file are findings', async () => {
  using folder = temporaryFolder()
  expect((await doctor(folder.path, { COSET_REDIS: 'x' })).line('configuration')).toMatch(/^BROKEN .*COSET_REDIS .*is not a setting/)
  const weak = { COSET_SECRET_KEY: 'hunter2' }
  const lax = await doctor(folder.path, weak)
  expect([lax.code, lax.line('secret key')]).toEqual([0, expect.stringMatching(/^warning .*fewer than 32 bytes/)])
  const strict = await doctor(folder.path, { ...weak, NODE_ENV: 'production' })
  expect([strict.code, strict.line('secret key')]).toEqual([1, expect.stringMatching(/^BROKEN .*fewer than 32 bytes/)])
  expect(lax.text + strict.text).not.toContain('hunter2')
  writeFileSync(join(folder.path, 'coset.config.ts'), "export default { secretKey: 'hunter2-half ")
  const unreadable = await doctor(folder.path)
  expect(unreadable.line('configuration')).toMatch(/^BROKEN .*coset\.config\.ts cannot be loaded/)
  expect(unreadable.text).not.toContain('hunter2')
})

test('it changes nothing: no data folder, no tables, no migrations', async () => {
  using folder = temporaryFolder()
  await using database = await temporaryDatabase('postgresql')
  const env = { COSET_DATABASE_URL: database.url }
  for (let i = 0; i < 2; i++) {
    const empty = await doctor(folder.path, env)
    expect([empty.code, empty.line('metadata database')]).toEqual([0, expect.stringMatching(/^warning .*is empty/)])
    expect(empty.line('data folder')).toMatch(/is not there yet/)
  }
  const metadata = await openMetadata(database.url)
  await metadata.db
    .deleteFrom('kysely_migration' as never)
    .where('name' as never, '=', '0004-reports' as never)
    .execute()
  for (let i = 0; i < 2; i++)
    expect((await doctor(folder.path, env)).line('metadata database')).toMatch(/^warning .*the next start applies (?:[\w-]+, )*0004-reports/)
  await metadata.db
    .insertInto('kysely_migration' as never)
    .values({ name: '9999-later', timestamp: 'x' } as never)
    .execute()
  const newer = await doctor(folder.path, env)
  expect([newer.code, newer.line('metadata database')]).toEqual([1, expect.stringMatching(/^BROKEN .*a newer release has changed it \(9999-later\)/)])
  await metadata.close()
})

test('a key that opens nothing, a silent worker and an open data folder', async () => {
  using folder = temporaryFolder()
  const url = `sqlite:///${join(folder.path, 'data', 'coset.db')}`
  const metadata = await openMetadata(url)
  const flags = { expose_in_sqllab: true, allow_run_async: false, allow_ctas: false, allow_cvas: false, allow_dml: false, allow_file_upload: false }
  const texts = { database_name: 'x', sqlalchemy_uri: 'sqlite://', password: 'v1:AAAA', extra: '{}', configuration_method: 'x', uuid: crypto.randomUUID() }
  const sealed = { ...flags, ...texts, impersonate_user: false, is_managed_externally: false, created_on: Date.now(), changed_on: Date.now() }
  await metadata.db
    .insertInto('databases')
    .values(sealed as never)
    .execute()
  const gone = { id: 'w', kind: 'worker', host: 'elsewhere', pid: 7, queues: '{}', running: '[]', started_on: 1, seen_on: Date.now() - 60_000 }
  await metadata.db.insertInto('workers').values(gone).execute()
  await metadata.close()
  chmodSync(join(folder.path, 'data'), 0o755)
  const report = await doctor(folder.path, { COSET_SECRET_KEY: KEY })
  expect(report.code).toBe(1)
  expect(report.line('secret key')).toMatch(/^BROKEN .*coset secrets rotate/)
  expect(report.line('workers')).toMatch(/^warning .*none is alive; 1 silent \(elsewhere 7 for \d\d s\)/)
  if (process.platform !== 'win32') expect(report.line('data folder')).toMatch(/^warning .*other accounts/)
})

test('a server that takes the connection and says nothing is broken in bounded time', async () => {
  using folder = temporaryFolder()
  const sockets = new Set<{ destroy(): unknown }>()
  const mute = createServer((socket) => sockets.add(socket))
  await new Promise<void>((done) => mute.listen(0, '127.0.0.1', done))
  const address = mute.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  connect(port, '127.0.0.1').destroy()
  const since = Date.now()
  const report = await doctor(folder.path, {
    COSET_DATABASE_URL: `postgresql://postgres@127.0.0.1:${port}/x`,
    COSET_CACHE_URL: `redis://127.0.0.1:${port}`,
    COSET_BROKER_URL: `redis://127.0.0.1:${port}`,
    COSET_SMTP_URL: `smtp://127.0.0.1:${port}`,
  })
  expect(Date.now() - since).toBeLessThan(45_000)
  for (const name of ['metadata database', 'cache', 'broker of jobs', 'E-mail']) expect(report.line(name)).toMatch(/^BROKEN/)
  expect(report.code).toBe(1)
  for (const socket of sockets) socket.destroy()
  await new Promise((done) => mute.close(done))
})
