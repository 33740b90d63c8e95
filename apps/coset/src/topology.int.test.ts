import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { bearerClient, type Client, createClient, sessionClient, temporaryDatabase, temporaryFolder, until } from '@coset/testing'
import { expect, test } from 'vitest'

const LOCAL = fileURLToPath(new URL('../../../deploy/local/', import.meta.url))
const REDIS = 'redis://127.0.0.1:6379/11'
/** nginx, two servers, two workers, two beats, a port left out, HTTP. */
const OFFSETS = [0, 1, 2, 3, 4, 5, 6, 8]

const script = async (name: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<{ code: number | null; said: string }> => {
  const child = spawn(process.execPath, [join(LOCAL, name), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  await once(child, 'close')
  return { code: child.exitCode, said }
}

const free = async (port: number): Promise<boolean> => {
  const server = createServer()
  const listens = await new Promise<boolean>((done) =>
    server
      .once('error', () => done(false))
      .once('listening', () => done(true))
      .listen(port, '127.0.0.1'),
  )
  if (listens) await new Promise((done) => server.close(done))
  return listens
}

const freeBase = async (): Promise<number> => {
  for (let i = 0; i < 50; i++) {
    const base = 20_000 + Math.floor(Math.random() * 2000) * 10
    if ((await Promise.all(OFFSETS.map((at) => free(base + at)))).every(Boolean)) return base
  }
  throw new Error('no nine free ports in a row')
}

interface Site extends AsyncDisposable {
  readonly base: number
  readonly data: string
  readonly url: string
  readonly password: string
  readonly said: string
  pid(name: string): number
  down(): Promise<{ code: number | null; said: string }>
}

const siteUp = async (data: string, database: string): Promise<Site> => {
  const base = await freeBase()
  const prefix = `t${base}`
  const down = () => script('down.mjs', ['--data', data])
  const up = await script('up.mjs', ['--data', data, '--port', String(base), '--redis', REDIS, '--prefix', prefix, '--skip-client'], {
    ...process.env,
    COSET_DATABASE_URL: database,
  })
  if (up.code !== 0) {
    await down()
    throw new Error(`up.mjs gave ${up.code}: ${up.said}`)
  }
  const { adminPassword } = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8')) as { adminPassword: string }
  return {
    base,
    data,
    url: `https://127.0.0.1:${base}`,
    password: adminPassword,
    said: up.said,
    pid: (name) => Number(readFileSync(join(data, 'pids', `${name}.pid`), 'utf8').split('\n')[0]),
    down,
    [Symbol.asyncDispose]: async () => {
      await down()
    },
  }
}

const leads = async (base: number, beat: 1 | 2): Promise<boolean> => {
  const health = await fetch(`http://127.0.0.1:${base + 4 + beat}/health`)
  return ((await health.json()) as { leads: boolean }).leads
}

const served = async (client: Client, times: number): Promise<readonly number[]> => {
  const statuses: number[] = []
  for (let i = 0; i < times; i++) statuses.push((await client.get('/api/v1/me/')).status)
  return statuses
}

const signedInOverHttps = async (site: Site): Promise<Client> => {
  await expect(fetch(site.url)).rejects.toThrow()
  setDefaultCACertificates([...getCACertificates(), readFileSync(join(site.data, 'tls', 'cert.pem'), 'utf8')])
  const browser = await sessionClient(site.url, 'admin', site.password)
  expect((await browser.get('/api/v1/me/')).status).toBe(200)
  const login = await createClient(site.url).get('/login/')
  expect(login.headers.getSetCookie().join()).toMatch(/;\s*Secure/)
  expect(login.headers.get('strict-transport-security')).toMatch(/max-age/)
  const plain = await createClient(`http://127.0.0.1:${site.base + 8}`).get('/chart/list/?a=1')
  expect([plain.status, plain.headers.get('location')]).toEqual([308, `${site.url}/chart/list/?a=1`])
  expect((await createClient(site.url).get('/metrics')).status).toBe(404)
  return bearerClient(site.url, 'admin', site.password)
}

const otherBeatTakesOver = async ({ base, pid }: Site): Promise<void> => {
  await until('one beat to lead', async () => (await leads(base, 1)) !== (await leads(base, 2)), 15_000)
  const leader = (await leads(base, 1)) ? 1 : 2
  const other = leader === 1 ? 2 : 1
  process.kill(pid(`beat-${leader}`), 'SIGKILL')
  const since = Date.now()
  await until('the other beat to lead', () => leads(base, other), 15_000)
  expect(Date.now() - since).toBeLessThan(15_000)
}

test('nginx, two servers, two workers and two beats: a server and the leading beat are killed, and the site goes on', { timeout: 90_000 }, async () => {
  using folder = temporaryFolder()
  await using database = await temporaryDatabase('postgresql')
  await using site = await siteUp(join(folder.path, 'site'), database.url)
  expect(site.said).not.toContain(site.password)
  const admin = await signedInOverHttps(site)
  for (const at of [1, 2]) {
    const direct = await bearerClient(`http://127.0.0.1:${site.base + at}`, 'admin', site.password)
    expect(await served(direct, 1)).toEqual([200])
  }
  const workers = async () =>
    (await admin.get('/api/v1/job/')).json<{ result: { workers: { kind: string; alive: boolean; pid: number }[] } }>().result.workers.filter((one) => one.alive)
  const kinds = (await workers()).map((one) => one.kind).toSorted()
  expect(kinds).toEqual(['beat', 'beat', 'worker', 'worker'])
  process.kill(site.pid('server-1'), 'SIGKILL')
  expect(new Set(await served(admin, 30))).toEqual(new Set([200]))
  expect((await admin.post('/api/v1/tag/', { name: 'after the fall' })).status).toBeLessThan(300)
  await otherBeatTakesOver(site)
  const ended = await site.down()
  expect(ended.said).toMatch(/server-1 \(\d+\) had ended/)
  expect(ended.said.match(/\) ended/g)).toHaveLength(5)
  expect([ended.code, readdirSync(join(site.data, 'pids'))]).toEqual([0, []])
  expect((await Promise.all(OFFSETS.map((at) => free(site.base + at)))).every(Boolean)).toBe(true)
  expect(statSync(join(site.data, 'secrets.json')).mode & 0o077).toBe(0)
  const log = readFileSync(join(site.data, 'logs', 'server-2.log'), 'utf8')
  expect(log).not.toContain(site.password)
})

test('what is missing is said before anything starts', async () => {
  using folder = temporaryFolder()
  const data = join(folder.path, 'site')
  const none = await script('up.mjs', ['--data', data], { PATH: process.env['PATH'] ?? '' })
  expect([none.code, none.said]).toEqual([1, expect.stringMatching(/--database postgresql:.* is needed/)])
  const taken = createServer()
  const base = await freeBase()
  await new Promise<void>((done) => taken.listen(base + 2, '127.0.0.1', done))
  const busy = await script('up.mjs', ['--data', data, '--port', String(base), '--database', 'postgresql://x@127.0.0.1/x', '--redis', REDIS])
  expect([busy.code, busy.said]).toEqual([1, expect.stringContaining(`Port ${base + 2} is taken`)])
  await new Promise((done) => taken.close(done))
  expect(existsSync(data)).toBe(false)
  expect((await script('down.mjs', ['--data', data])).said).toMatch(/Nothing runs/)
})
