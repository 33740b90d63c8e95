import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createClient, startProcess, temporaryFolder, until } from '@coset/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { workerOf } from '../roles/background.ts'
import { openMailbox } from '../test-mailbox.ts'
import { connectWarehouse, layoutOf, startServer, type TestServer, writeWarehouse } from '../test-server.ts'

/** Hears everything that somebody asks of this machine. */
const heard: string[] = []
let ear: Server
let earPort = 0
beforeAll(async () => {
  ear = createServer((request, response) => {
    heard.push(request.url ?? '')
    response.end('x')
  })
  await new Promise<void>((ready) => ear.listen(0, '127.0.0.1', ready))
  earPort = (ear.address() as AddressInfo).port
})
afterAll(() => ear.close())

describe('a server that reaches no private addresses', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ config: { allowPrivateAddresses: false } })
  })
  afterAll(() => server.close())

  const HOSTS = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f000001', '017700000001', '127.1', '0.0.0.0', '169.254.169.254']
  const DIALLING = ['postgresql', 'mysql', 'clickhouse', 'trino', 'mssql', 'elasticsearch']

  test.each(HOSTS)('26: dials nothing at %s, however a database is connected', async (host) => {
    for (const engine of DIALLING) {
      const sqlalchemy_uri = `${engine}://u:p@${host}:${earPort}/x`
      for (const path of ['/api/v1/database/test_connection/', '/api/v1/database/']) {
        const answer = await server.admin.post(path, { database_name: `to ${engine} ${host}`, sqlalchemy_uri })
        expect([400, 422], `${sqlalchemy_uri} ${answer.text}`).toContain(answer.status)
      }
    }
    expect(heard).toEqual([])
  })

  test.each([
    'sqlite:////etc/passwd',
    'sqlite:///file:/etc/passwd?mode=ro&uri=true',
    'duckdb:////etc/passwd',
    'duckdb:///x?config=allow_unsigned_extensions',
    'mysql://u:p@db.example.com/x?allowLoadLocalInfile=true',
    'mysql+unix://u:p@/x?unix_socket=/run/mysqld/mysqld.sock',
    'postgresql://u:p@/x?host=/var/run/postgresql',
    'jdbc:h2:mem:x;INIT=RUNSCRIPT FROM "x"',
    'shillelagh+safe:///x',
    'file:///etc/passwd',
  ])('27: %s is no database', async (sqlalchemy_uri) => {
    for (const path of ['/api/v1/database/test_connection/', '/api/v1/database/']) {
      const answer = await server.admin.post(path, { database_name: 'X', sqlalchemy_uri })
      expect([400, 422], answer.text).toContain(answer.status)
      expect(answer.text).not.toContain('root:')
    }
  })

  test('28: a database in a file stays in its file, whatever SQL Lab is asked', async () => {
    const made = async (name: string, sqlalchemy_uri: string): Promise<number> => {
      const answer = await server.admin.post('/api/v1/database/', { database_name: name, sqlalchemy_uri, allow_dml: true })
      expect(answer.status, answer.text).toBe(201)
      return answer.json<{ id: number }>().id
    }
    const databases = {
      duckdb: await made('Duck', `duckdb:///${server.folder}/own.duckdb`),
      sqlite: await made('Lite', `sqlite:///${writeWarehouse(server.folder, 'own.sqlite')}`),
    }
    const texts = {
      duckdb: [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('/etc/' || 'passwd')",
        "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
        "SELECT * FROM query_table('/etc/passwd')",
        `SELECT * FROM read_csv('http://127.0.0.1:${earPort}/duck')`,
        "COPY (SELECT 1) TO '/tmp/coset-attack-28'",
        "ATTACH '/tmp/coset-attack-28.duckdb' AS x",
        'INSTALL httpfs',
        'LOAD httpfs',
        'SET enable_external_access = true',
        "SET temp_directory = '/tmp/coset-attack-28'",
        "SELECT getenv('HOME')",
        'SELECT * FROM duckdb_secrets()',
        "IMPORT DATABASE '/tmp'",
      ],
      sqlite: [
        "ATTACH '/tmp/coset-attack-28.sqlite' AS x",
        "SELECT load_extension('/tmp/x')",
        "SELECT readfile('/etc/passwd')",
        "VACUUM INTO '/tmp/coset-attack-28'",
      ],
    }
    for (const [engine, list] of Object.entries(texts))
      for (const sql of list) {
        const database_id = engine === 'duckdb' ? databases.duckdb : databases.sqlite
        const answer = await server.admin.post('/api/v1/sqllab/execute/', { database_id, sql })
        expect(answer.status, `${sql}: ${answer.text}`).toBeGreaterThanOrEqual(400)
        expect(answer.status, `${sql}: ${answer.text}`).toBeLessThan(500)
        expect(answer.text, sql).not.toContain('root:')
      }
    expect(heard).toEqual([])
  })

  test.each([
    '//evil.example/x',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '%2f%2fevil.example',
    '/%09/evil.example',
    '\\\\evil.example',
  ])('32: %s leads nowhere else, before and after signing in', async (next) => {
    for (const path of ['/login/', '/logout/', '/login/once/nothing'])
      for (const name of ['next', 'redirect', 'return_to']) {
        const answer = await createClient(server.url).get(`${path}?${name}=${encodeURIComponent(next)}`)
        const to = answer.headers.get('location')
        if (to !== null) expect(new URL(to, server.url).origin, to).toBe(server.url)
      }
    const kept = await server.admin.post('/api/v1/explore/permalink', { formData: { datasource: '1__table', url: next }, urlParams: [['next', next]] })
    expect(kept.status).toBeLessThan(500)
    if (kept.status === 201) expect(new URL(kept.json<{ url: string }>().url, server.url).origin).toBe(server.url)
  })

  test.each(['Host', 'X-Forwarded-Host'])('32: a %s of somebody else makes no links to them', async (header) => {
    const answer = await server.admin.with({ [header]: 'evil.example' }).post('/api/v1/explore/permalink', { formData: { datasource: '1__table' } })
    if (header === 'X-Forwarded-Host') expect(answer.text).not.toContain('evil.example')
    expect(
      (
        await createClient(server.url)
          .with({ [header]: 'evil.example' })
          .get('/logout/')
      ).headers.get('location'),
    ).toBe('/login/')
  })
})

const HOSTILE = (port: number): string =>
  [
    `<img src="http://127.0.0.1:${port}/img">`,
    `![x](http://127.0.0.1:${port}/markdown)`,
    '<script>fetch("/api/v1/me/")</script>',
    `<iframe srcdoc="<script>parent.location='http://127.0.0.1:${port}/frame'</script>"></iframe>`,
    `<svg onload=alert(1)><image href="http://127.0.0.1:${port}/svg"/><use href="file:///etc/passwd"/></svg>`,
    `<style>@import "http://127.0.0.1:${port}/css";</style>`,
    '[x](javascript:alert(1))',
    `<link rel=stylesheet href="file:///etc/passwd">`,
  ].join('\n\n')

test('30, 38: pictures and mails of a hostile dashboard ask nobody and carry no script', async () => {
  await using mailbox = await openMailbox()
  await using server = await startServer({ config: { smtpUrl: mailbox.url, siteUrl: 'https://bi.example.org' } })
  const { dashboardId, chartId } = await connectWarehouse(server)
  const text = HOSTILE(earPort)
  const layout = layoutOf(chartId)
  const markdown = { id: 'MARKDOWN-1', type: 'MARKDOWN', children: [], parents: ['ROOT_ID', 'GRID_ID', 'ROW-1'], meta: { code: text, width: 6, height: 50 } }
  const row = layout['ROW-1'] as { readonly children: readonly string[] }
  const position_json = JSON.stringify({ ...layout, 'ROW-1': { ...row, children: [...row.children, 'MARKDOWN-1'] }, 'MARKDOWN-1': markdown })
  const name = `<script>alert(1)</script><img src=http://127.0.0.1:${earPort}/name onerror=alert(1)>`
  expect(
    (await server.admin.put(`/api/v1/dashboard/${dashboardId}`, { position_json, dashboard_title: name, css: `@import url(http://127.0.0.1:${earPort}/css)` }))
      .status,
  ).toBe(200)
  expect((await server.admin.put(`/api/v1/chart/${chartId}`, { slice_name: name, description: text })).status).toBe(200)
  const worker = await workerOf(server.running, 'reports=1')
  const kinds = [
    ['PNG', { dashboard: dashboardId }],
    ['PDF', { dashboard: dashboardId }],
    ['TEXT', { chart: chartId }],
  ] as const
  for (const [report_format, subject] of kinds) {
    const recipients = [{ type: 'Email', recipient_config_json: { target: 'ann@example.org' } }]
    const about = { type: 'Report', name: `${report_format} ${name}`.slice(0, 140), description: text, crontab: '0 9 * * *', recipients }
    const made = await server.admin.post('/api/v1/report/', { ...about, report_format, ...subject })
    expect(made.status, made.text).toBe(201)
    const before = mailbox.mails.length
    expect((await server.admin.post(`/api/v1/report/${made.json<{ id: number }>().id}/run`, {})).status).toBe(202)
    await until('the mail', () => Promise.resolve(mailbox.mails.length > before), 60_000)
    const mail = mailbox.mails.at(-1)
    // Its own line about light and dark; pictures that lie in the mail come back from the reader of the test as data
    const html = String(mail?.html).replace('<style>:root{color-scheme:light dark}</style>', '').replaceAll('src="data:image/png;base64,', 'src="cid:')
    expect(html, report_format).not.toMatch(/<(?:script|iframe|svg|style|link|object|embed|form|base|meta http)/i)
    expect(html.replace(/="[^"]*"/g, '=""'), report_format).not.toMatch(/<[^>]*\s(?:on\w+|srcdoc)=/i)
    expect(html, report_format).not.toMatch(/<[^>]*\shref="\s*(?:javascript|data|file):/i)
    for (const [, source = ''] of html.matchAll(/<img[^>]*src="([^"]*)"/gi)) expect(source, report_format).toMatch(/^cid:/)
    expect(mail?.subject ?? '').not.toMatch(/[\r\n]/)
    for (const { content } of mail?.attachments ?? []) expect(content.toString('latin1')).not.toMatch(/root:x:0|\/JavaScript|\/URI\s*\(file/)
  }
  await worker.close(1000)
  expect(heard).toEqual([])
}, 180_000)

test('39: what people send stands in the log as text of one line, without commands for terminals', async () => {
  using folder = temporaryFolder()
  const environment = {
    COSET_PORT: '0',
    COSET_DATA_DIR: folder.path,
    COSET_ADMIN_PASSWORD: 'a password',
    COSET_LOAD_EXAMPLES: 'false',
    COSET_LOG_LEVEL: 'trace',
  }
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  await using child = startProcess([main, 'serve'], { env: environment, cwd: folder.path })
  const url = (await child.waitFor(/Coset is ready at (\S+)/))[1] ?? ''
  const before = child.output().length
  const evil = 'ann\r\n{"level":60,"msg":"forged"}\n\u001b[2J\u001b]0;owned\u0007'
  await createClient(url).post('/api/v1/security/login', { username: evil, password: 'x', provider: 'db' })
  await createClient(url).get(`/api/v1/chart/${encodeURIComponent(evil)}`)
  await createClient(url).with({ 'x-request-id': 'a\tb{"level":60}', 'user-agent': 'x\t"y' }).get('/api/v1/chart/')
  await until('the log', () => Promise.resolve(child.output().slice(before).includes('/api/v1/chart/')), 10_000)
  const lines = child
    .output()
    .slice(before)
    .split('\n')
    .filter((line) => line !== '')
  for (const line of lines) {
    expect(line).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/)
    if (line.startsWith('{')) expect((JSON.parse(line) as { msg?: string }).msg).not.toBe('forged')
  }
})
