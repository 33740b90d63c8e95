import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askChart, type EmbeddingBench, FILTER, regionsOf, rowsOf, startEmbedding } from './test-embedding.ts'
import { startServer } from './test-server.ts'

let bench: EmbeddingBench
beforeAll(async () => {
  bench = await startEmbedding()
})
afterAll(() => bench.server.close())

const everywhere = ['north', 'south', null].toSorted()

describe('which sites may show a dashboard', () => {
  const path = (): string => `/api/v1/dashboard/${bench.secretDashboardId}/embedded`

  test('is set, changed and taken away; the UUID stays while it is embedded', async () => {
    const { admin } = bench.server
    expect((await admin.get(path())).status).toBe(404)
    const made = await admin.post(path(), { allowed_domains: ['https://a.example', 'b.example:8000'] })
    expect(made.status, made.text).toBe(200)
    const { result } = made.json<{ result: Record<string, unknown> }>()
    expect(result).toEqual({
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      allowed_domains: ['https://a.example', 'b.example:8000'],
      dashboard_id: String(bench.secretDashboardId),
      changed_on: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      changed_by: { id: 1, username: 'admin', first_name: 'Ada', last_name: 'Admin' },
    })
    expect((await admin.get(path())).json()).toEqual(made.json())
    expect((await admin.get(`/api/v1/embedded_dashboard/${String(result['uuid'])}`)).json()).toEqual(made.json())
    const changed = await admin.put(path(), { allowed_domains: [] })
    expect(changed.json<{ result: object }>().result).toMatchObject({ uuid: result['uuid'], allowed_domains: [] })
    expect((await admin.delete(path())).json()).toEqual({ message: 'OK' })
    expect((await admin.delete(path())).status).toBe(200)
    expect((await admin.get(`/api/v1/embedded_dashboard/${String(result['uuid'])}`)).status).toBe(404)
  })

  test.each([
    [{}, 'allowed_domains'],
    [{ allowed_domains: 'https://a.example' }, 'allowed_domains'],
    [{ allowed_domains: [1] }, 'allowed_domains'],
    [{ allowed_domains: ['https://a.example; script-src *'] }, 'allowed_domains'],
    [{ allowed_domains: ['a.example,b.example'] }, 'allowed_domains'],
    [{ allowed_domains: ['https://a.example/page'] }, 'allowed_domains'],
    [{ allowed_domains: ['ftp://a.example'] }, 'allowed_domains'],
    [{ allowed_domains: [], dashboard_id: 1 }, 'dashboard_id'],
  ])('%j is refused with the field’s name', async (body, field) => {
    const answer = await bench.server.admin.post(path(), body)
    expect(answer.status).toBe(400)
    expect(Object.keys(answer.json<{ message: object }>().message)).toEqual([field])
  })

  test('is for administrators', async () => {
    const gamma = await bench.server.person('gamma')
    const alpha = await bench.server.person('alpha', ['Alpha'])
    for (const client of [gamma, alpha]) {
      for (const method of ['POST', 'PUT', 'DELETE']) expect((await client.request(method, path(), { allowed_domains: [] })).status).toBe(403)
      expect((await client.post('/api/v1/security/guest_token/', { user: {}, resources: [], rls: [] })).status).toBe(403)
    }
    expect((await bench.server.nobody.post(path(), { allowed_domains: [] })).status).toBe(401)
    expect((await (await bench.guest()).post(path(), { allowed_domains: [] })).status).toBe(403)
  })

  test('unknown dashboards and UUIDs are not found', async () => {
    const { admin } = bench.server
    expect((await admin.post('/api/v1/dashboard/99999/embedded', { allowed_domains: [] })).status).toBe(404)
    for (const uuid of ['abc', '00000000-0000-0000-0000-000000000000', "' OR 1=1"])
      expect((await admin.get(`/api/v1/embedded_dashboard/${encodeURIComponent(uuid)}`)).status).toBe(404)
  })
})

describe('tokens for guests', () => {
  const body = (more: object = {}): object => ({ user: { username: 'u' }, resources: [{ type: 'dashboard', id: bench.uuid }], rls: [], ...more })
  const grant = (more: object) => bench.server.admin.post('/api/v1/security/guest_token/', body(more))

  test('carry the claims of the field', async () => {
    const rls = [{ dataset: '1', clause: 'a = 1', more: 1 }, { clause: 'b = 2' }]
    const answer = await grant({ user: { username: 'u', first_name: 'F', role: 'Admin' }, rls, unknown: 1 })
    const [head = '', claims = ''] = answer.json<{ token: string }>().token.split('.')
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    expect(read(head)).toEqual({ alg: 'HS256', typ: 'JWT' })
    const { iat, exp, ...rest } = read(claims) as { iat: number; exp: number }
    expect(exp - iat).toBe(300)
    expect(rest).toEqual({
      user: { username: 'u', first_name: 'F' },
      resources: [{ type: 'dashboard', id: bench.uuid }],
      rls_rules: [{ dataset: 1, clause: 'a = 1' }, { clause: 'b = 2' }],
      aud: 'coset',
      type: 'guest',
    })
  })

  test.each([
    [{ user: undefined }, 'user'],
    [{ user: { username: 1 } }, 'user'],
    [{ resources: undefined }, 'resources'],
    [{ rls: undefined }, 'rls'],
    [{ resources: [{ type: 'chart', id: '1' }] }, 'resources'],
    [{ resources: [{ type: 'dashboard' }] }, 'resources'],
    [{ resources: [{ type: 'dashboard', id: 1 }] }, 'resources'],
    [{ rls: [{ dataset: 1 }] }, 'rls'],
    [{ rls: [{ dataset: null, clause: 'a = 1' }] }, 'rls'],
    [{ rls: [{ clause: '' }] }, 'rls'],
  ])('%j is refused with the field’s name', async (more, field) => {
    const answer = await grant(more)
    expect(answer.status, answer.text).toBe(400)
    expect(Object.keys(answer.json<{ message: object }>().message)).toEqual([field])
  })

  test.each(['99999', '00000000-0000-0000-0000-000000000000', 'sales', '0'])('%s opens nothing', async (id) => {
    const answer = await grant({ resources: [{ type: 'dashboard', id }] })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('EmbeddedDashboard not found')
  })

  test('count from the header or a form, and only where nobody else asks', async () => {
    const token = await bench.token()
    const { nobody, admin } = bench.server
    const guest = { username: 'visitor', first_name: 'Guest', last_name: 'User', is_active: true, is_anonymous: false }
    expect((await bench.withToken(token).get('/api/v1/me/')).json()).toEqual({ result: guest })
    const roles = (await bench.withToken(token).get('/api/v1/me/roles/')).json<{ result: { roles: Record<string, string[][]> } }>().result.roles
    expect(Object.keys(roles)).toEqual(['Public'])
    expect((await admin.with({ 'x-guesttoken': token }).get('/api/v1/me/')).json<{ result: { username: string } }>().result.username).toBe('admin')
    const form = (field: string) => {
      const request = JSON.stringify({
        datasource: { id: bench.datasetId, type: 'table' },
        queries: [{ columns: ['region'], metrics: ['count'] }],
        form_data: { slice_id: bench.chartId, dashboardId: bench.dashboardId },
      })
      return nobody.post('/api/v1/chart/data', new URLSearchParams({ form_data: request, [field]: token }))
    }
    expect(regionsOf(await form('guest_token'))).toEqual(everywhere)
    expect((await form('token')).status).toBe(403)
    expect((await nobody.post('/api/v1/chart/data', { guest_token: token })).status).toBe(400)
  })

  test('19: that are forged, over, or for somebody else are nobody’s', async () => {
    const { config } = bench.server.running
    const now = Math.floor(Date.now() / 1000)
    const good = {
      user: { username: 'u' },
      resources: [{ type: 'dashboard', id: bench.uuid }],
      rls_rules: [],
      type: 'guest',
      iat: now,
      exp: now + 300,
      aud: 'coset',
    }
    const { hkdfSync, createSecretKey } = await import('node:crypto')
    const { readFileSync } = await import('node:fs')
    const secret = readFileSync(`${config.dataDir}/secret-key`, 'utf8').trim()
    const own = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'coset', 'guest tokens', 32)))
    const sign = (claims: object, key = own, alg = 'HS256'): Promise<string> => new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(key)
    const status = async (token: string): Promise<number> => (await bench.withToken(token).get('/api/v1/me/')).status
    expect(await status(await sign(good))).toBe(200)
    const without = (key: string): object => Object.fromEntries(Object.entries(good).filter(([name]) => name !== key))
    for (const key of ['user', 'resources', 'rls_rules', 'type', 'iat', 'exp', 'aud']) expect(await status(await sign(without(key))), key).toBe(401)
    for (const more of [
      { exp: now - 1 },
      { aud: 'other' },
      { type: 'access' },
      { resources: 'all' },
      { rls_rules: [{ dataset: 'x', clause: '1 = 0' }] },
      { rls_rules: [{ dataset: 1 }] },
      { rls_rules: {} },
    ])
      expect(await status(await sign({ ...good, ...more })), JSON.stringify(more)).toBe(401)
    expect(await status(await sign(good, createSecretKey(Buffer.from(secret, 'utf8'))))).toBe(401)
    expect(await status(await sign(good, createSecretKey(Buffer.from('test-guest-secret-change-me'))))).toBe(401)
    expect(await status(await sign(good, own, 'HS512').catch(() => 'x'))).toBe(401)
    const none = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')
    for (const alg of ['none', 'None', 'NONE', 'RS256']) expect(await status(`${none({ alg, typ: 'JWT' })}.${none(good)}.`), alg).toBe(401)
    const [head = '', , signature = ''] = (await sign(good)).split('.')
    expect(await status(`${head}.${none({ ...good, resources: [{ type: 'dashboard', id: '2' }] })}.${signature}`)).toBe(401)
    for (const text of ['', 'x', '..', 'a.b.c', 'null', 'Bearer x']) expect(await status(text), text).toBe(401)
    const access = await bench.server.running.tokens.sign('access', 1)
    expect(await status(access)).toBe(401)
    // Nor is a guest's token anything else
    expect((await bench.server.nobody.with({ authorization: `Bearer ${await bench.token()}` }).get('/api/v1/me/')).status).toBe(422)
  })

  test('of another service count where the secret is shared', async () => {
    const secret = 'a secret that two services know, 42 bytes.'
    await using shared = await startServer({
      config: { featureFlags: { EMBEDDED_SUPERSET: true }, guestTokenSecret: secret, guestTokenAudience: 'https://bi.example', guestTokenHeader: 'X-Visitor' },
    })
    const now = Date.now() / 1000
    const claims = { user: {}, resources: [{ type: 'dashboard', id: 1 }], rls_rules: [], type: 'guest', iat: now, exp: now + 60, aud: 'https://bi.example' }
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret))
    expect((await shared.nobody.with({ 'x-visitor': token }).get('/api/v1/me/')).json<{ result: object }>().result).toMatchObject({ username: 'guest_user' })
    expect((await shared.nobody.with({ 'x-guesttoken': token }).get('/api/v1/me/')).status).toBe(401)
  })

  test('mean nothing while embedding is switched off', async () => {
    await using off = await startServer()
    const token = await off.running.guestTokens.sign({ user: {}, dashboards: ['1'], rules: [] })
    expect((await off.nobody.with({ 'x-guesttoken': token }).get('/api/v1/me/')).status).toBe(401)
    expect((await off.admin.post('/api/v1/security/guest_token/', { user: {}, resources: [], rls: [] })).status).toBe(404)
    expect((await off.admin.get(`/api/v1/embedded_dashboard/${bench.uuid}`)).status).toBe(404)
    const made = await off.admin.post('/api/v1/dashboard/', { dashboard_title: 'D' })
    expect((await off.admin.post(`/api/v1/dashboard/${made.json<{ id: number }>().id}/embedded`, { allowed_domains: [] })).status).toBe(404)
  })
})

describe('a guest with the minimum of permissions', () => {
  test('sees the dashboard of the token with its charts and datasets, and whose work it is not', async () => {
    const guest = await bench.guest()
    const embedding = await guest.get(`/api/v1/embedded_dashboard/${bench.uuid}`)
    expect(embedding.json<{ result: object }>().result).toMatchObject({ dashboard_id: String(bench.dashboardId), changed_by: null })
    const dashboard = (await guest.get(`/api/v1/dashboard/${bench.dashboardId}`)).json<{ result: Record<string, unknown> }>().result
    expect(dashboard['dashboard_title']).toBe('Sales')
    for (const key of ['owners', 'changed_by', 'changed_by_name', 'created_by', 'roles']) expect(dashboard).not.toHaveProperty(key)
    expect((await guest.get(`/api/v1/dashboard/${bench.dashboardId}/charts`)).json<{ result: unknown[] }>().result).toHaveLength(2)
    const datasets = await guest.get(`/api/v1/dashboard/${bench.dashboardId}/datasets`)
    expect(
      datasets
        .json<{ result: { id: number }[] }>()
        .result.map(({ id }) => id)
        .toSorted(),
    ).toEqual([bench.datasetId, bench.virtualId].toSorted())
    expect(datasets.text).not.toMatch(/SELECT|"owners"|"database"|@localhost/)
    const list = (await guest.get('/api/v1/dashboard/')).json<{ count: number; ids: number[] }>()
    expect(list).toMatchObject({ count: 1, ids: [bench.dashboardId] })
    expect((await guest.get('/api/v1/chart/')).json()).toMatchObject({ count: 0, result: [] })
  })

  test('20: gets the rows of its charts without their SQL', async () => {
    for (const resources of [[bench.uuid], [String(bench.dashboardId)], [bench.uuid.toUpperCase()]]) {
      const answer = await askChart(bench, await bench.guest([], resources))
      expect(regionsOf(answer)).toEqual(everywhere)
      expect(answer.text).not.toMatch(/"query"|SELECT/)
    }
    expect((await askChart(bench, bench.server.admin)).text).toContain('"query"')
    const asked = await askChart(bench, await bench.guest(), { more: { result_type: 'query' } })
    expect(asked.status).toBe(200)
    expect(asked.text).not.toContain('SELECT')
  })

  test('keeps the state of filters, and gets the choices of the dashboard’s filter', async () => {
    const guest = await bench.guest()
    const states = `/api/v1/dashboard/${bench.dashboardId}/filter_state`
    const kept = await guest.post(states, { value: '{}' })
    expect(kept.status, kept.text).toBe(201)
    expect((await guest.get(`${states}/${kept.json<{ key: string }>().key}`)).json()).toEqual({ value: '{}' })
    expect((await guest.post(`/api/v1/dashboard/${bench.secretDashboardId}/filter_state`, { value: '{}' })).status).toBe(404)
    const form = { slice_id: undefined, type: 'NATIVE_FILTER', native_filter_id: FILTER }
    expect(regionsOf(await askChart(bench, guest, { query: { metrics: [], orderby: [['region', true]] }, form }))).toEqual(everywhere)
  })
})

describe('row rules of a token', () => {
  const north = "region = 'north'"
  test.each([
    ['for every dataset', [{ clause: north }], ['north']],
    ['beside each other', [{ clause: "region IN ('north', 'south')" }, { clause: "region <> 'south'" }], ['north']],
    ['with an OR inside', [{ clause: `${north} OR 1 = 1` }, { clause: north }], ['north']],
    ['with a comment at the end', [{ clause: `${north} -- all` }], ['north']],
    ['with a comment inside', [{ clause: `${north} /* ) OR ( */` }], ['north']],
  ])('hold: %s', async (_name, rules, regions) => {
    const guest = await bench.guest(rules)
    for (const query of [{}, { filters: [{ col: 'region', op: 'IN', val: ['north', 'south'] }] }, { orderby: [] }])
      expect(regionsOf(await askChart(bench, guest, { query })), JSON.stringify(query)).toEqual(regions)
    expect(rowsOf(await askChart(bench, guest))).toEqual([{ region: 'north', count: 3 }])
  })

  test('hold for their dataset only, where they name one', async () => {
    const of = async (dataset: number) => bench.guest([{ dataset, clause: north }])
    expect(regionsOf(await askChart(bench, await of(bench.datasetId)))).toEqual(['north'])
    expect(regionsOf(await askChart(bench, await of(bench.secretsId)))).toEqual(everywhere)
    expect(regionsOf(await askChart(bench, await of(999_999)))).toEqual(everywhere)
  })

  test('hold for tables beneath a virtual dataset, where they name one', async () => {
    const virtual = { dataset: bench.virtualId, form: { slice_id: bench.virtualChartId } }
    expect(regionsOf(await askChart(bench, await bench.guest(), virtual))).toEqual(['north', 'south'])
    expect(regionsOf(await askChart(bench, await bench.guest([{ dataset: bench.datasetId, clause: north }]), virtual))).toEqual(['north'])
    // The name of a column of the table that the query inside does not give out
    expect(rowsOf(await askChart(bench, await bench.guest([{ dataset: bench.datasetId, clause: 'id = 5' }]), virtual))).toEqual([{ region: 'south', count: 1 }])
    expect(regionsOf(await askChart(bench, await bench.guest([{ clause: north }]), virtual))).toEqual(['north'])
    expect((await askChart(bench, await bench.guest([{ clause: 'id = 5' }]), virtual)).status).toBe(400)
  })

  test.each([
    '1 = 1) OR (1 = 1',
    `${north}) OR (1 = 1`,
    `${north}; DROP TABLE sales`,
    `${north}) UNION SELECT word, 1 FROM secrets WHERE (1 = 1`,
    "region = 'north",
    '-- x',
  ])('7: %s is no condition, and shows nothing', async (clause) => {
    const answer = await askChart(bench, await bench.guest([{ clause }]))
    expect(answer.status, answer.text).toBe(400)
    expect(answer.text).not.toContain('1 = 1')
  })

  test('may ask another table and stay one condition', async () => {
    const answer = await askChart(bench, await bench.guest([{ clause: "region IN (SELECT region FROM sales WHERE region = 'north')" }]))
    if (answer.status === 200) expect(regionsOf(answer)).toEqual(['north'])
    else expect(answer.status).toBe(400)
  })

  test('9: are not got around by what others left in the cache', async () => {
    const query = { row_limit: 77 }
    expect(regionsOf(await askChart(bench, bench.server.admin, { query }))).toEqual(everywhere)
    expect(regionsOf(await askChart(bench, await bench.guest([{ clause: north }]), { query }))).toEqual(['north'])
    expect(regionsOf(await askChart(bench, await bench.guest([{ clause: "region = 'south'" }]), { query }))).toEqual(['south'])
    expect(regionsOf(await askChart(bench, await bench.guest([{ dataset: bench.datasetId, clause: "region = 'south'" }]), { query }))).toEqual(['south'])
    expect(regionsOf(await askChart(bench, await bench.guest(), { query }))).toEqual(everywhere)
    const again = await askChart(bench, await bench.guest([{ clause: north }]), { query })
    expect(regionsOf(again)).toEqual(['north'])
    expect(again.json<{ result: { is_cached: boolean }[] }>().result[0]?.is_cached).toBe(true)
    expect(again.text).not.toContain('"query"')
  })
})
