import { writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type Client, until } from '@coset/testing'
import { expect, test } from 'vitest'
import { workerOf } from './roles/background.ts'
import { openMailbox } from './test-mailbox.ts'
import { connectWarehouse, startServer, type TestServer } from './test-server.ts'

interface Log {
  readonly state: string
  readonly error_message: string | null
  readonly value: number | null
  readonly uuid: string
}

const make = async (client: Client, body: object): Promise<number> => {
  const answer = await client.post('/api/v1/report/', body)
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json<{ id: number }>().id
}
const logsOf = async (server: TestServer, id: number): Promise<readonly Log[]> =>
  (await server.admin.get(`/api/v1/report/${id}/log/`)).json<{ result: Log[] }>().result
const stateOf = async (server: TestServer, id: number): Promise<string> =>
  (await server.admin.get(`/api/v1/report/${id}`)).json<{ result: { last_state: string } }>().result.last_state

/** Runs a schedule by hand and waits for its end. */
const run = async (server: TestServer, id: number): Promise<readonly Log[]> => {
  const answer = await server.admin.post(`/api/v1/report/${id}/run`, {})
  expect(answer.status).toBe(202)
  const uuid = answer.json<{ result: { execution_id: string } }>().result.execution_id
  const own = async (): Promise<readonly Log[]> => (await logsOf(server, id)).filter((one) => one.uuid === uuid)
  await until(
    'the end of the run',
    async () => {
      const steps = await own()
      const idle = (await server.running.ctx.broker.counts('reports')).running === 0
      return idle && steps.length > 0
    },
    30_000,
  )
  return own()
}

const report = (extra: object) => ({
  type: 'Report',
  name: 'Daily',
  crontab: '0 9 * * *',
  recipients: [{ type: 'Email', recipient_config_json: { target: 'ann@example.org' } }],
  ...extra,
})

test('a dashboard arrives as PNG and PDF, a chart as CSV, XLSX and table', async () => {
  await using mailbox = await openMailbox()
  await using server = await startServer({ config: { smtpUrl: mailbox.url, siteUrl: 'https://bi.example.org' } })
  const { dashboardId, chartId } = await connectWarehouse(server)
  const worker = await workerOf(server.running, 'reports=2')
  const png = await make(server.admin, report({ name: 'Picture', dashboard: dashboardId, description: 'How *sales* go' }))
  expect((await run(server, png)).map((one) => one.state)).toEqual(['Success', 'Working'])
  const [mail] = mailbox.mails
  expect(mail?.subject).toBe('[Report] Picture')
  expect(mail?.attachments.map((one) => [one.contentType, one.content.subarray(1, 4).toString()])).toEqual([['image/png', 'PNG']])
  expect(mail?.html).toContain('https://bi.example.org/superset/dashboard/')
  if (process.env['COSET_PICTURES'] !== undefined) writeFileSync(`${process.env['COSET_PICTURES']}/report.png`, mail?.attachments[0]?.content ?? '')
  const formats = [
    ['PDF', { dashboard: dashboardId }, 'application/pdf', /^%PDF/],
    ['CSV', { chart: chartId }, 'text/csv', /north,3/],
    ['XLSX', { chart: chartId }, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', /^PK/],
  ] as const
  for (const [format, subject, type, text] of formats) {
    const id = await make(server.admin, report({ name: format, report_format: format, ...subject }))
    await run(server, id)
    const attachment = mailbox.mails.at(-1)?.attachments[0]
    expect(attachment?.contentType).toBe(type)
    expect(attachment?.content.toString('latin1')).toMatch(text)
  }
  await run(server, await make(server.admin, report({ name: 'Text', report_format: 'TEXT', chart: chartId })))
  expect(mailbox.mails.at(-1)?.html).toMatch(/<td[^>]*>north/)
  await run(server, await make(server.admin, report({ name: 'Chart', chart: chartId })))
  expect(mailbox.mails.at(-1)?.attachments).toHaveLength(1)
  await worker.close(1000)
}, 120_000)

test('an alert fires, rests in grace, recovers, and fails with a notice to its owners', async () => {
  await using mailbox = await openMailbox()
  await using server = await startServer({ config: { smtpUrl: mailbox.url } })
  const { databaseId, chartId } = await connectWarehouse(server)
  const worker = await workerOf(server.running, 'reports=1')
  const alert = {
    ...report({ type: 'Alert', name: 'Too much', chart: chartId, database: databaseId, sql: 'SELECT sum(amount) AS total FROM sales', grace_period: 3600 }),
    validator_type: 'operator',
    validator_config_json: { op: '>', threshold: 200 },
  }
  const id = await make(server.admin, alert)
  expect((await run(server, id)).map((one) => [one.state, one.value])).toEqual([
    ['Success', 210],
    ['Working', null],
  ])
  expect(mailbox.mails).toHaveLength(1)
  expect((await run(server, id)).map((one) => one.state)).toEqual(['On Grace'])
  expect(mailbox.mails).toHaveLength(1)
  expect(await stateOf(server, id)).toBe('On Grace')
  const { db } = server.running.ctx.metadata
  await db.updateTable('report_schedules').set({ grace_period: 1 }).where('id', '=', id).execute()
  await new Promise((done) => setTimeout(done, 1100))
  const warehouse = new DatabaseSync(`${server.folder}/warehouse.sqlite`)
  warehouse.exec('UPDATE sales SET amount = 1')
  expect((await run(server, id)).map((one) => [one.state, one.value])).toEqual([
    ['Not triggered', 6],
    ['Working', null],
  ])
  expect(mailbox.mails).toHaveLength(1)
  warehouse.exec('DROP TABLE sales')
  warehouse.close()
  const failed = await run(server, id)
  expect(failed.map((one) => one.state)).toEqual(['Error', 'Error', 'Working'])
  expect(failed[0]?.error_message).toBe('Notification sent with error')
  expect(failed[1]?.error_message).toMatch(/sales/)
  expect(mailbox.mails.at(-1)?.subject).toBe('[Report] Too much [Error]')
  expect(mailbox.mails.at(-1)?.to).toMatchObject({ text: 'admin@localhost' })
  await db.updateTable('report_schedules').set({ grace_period: 3600 }).where('id', '=', id).execute()
  expect((await run(server, id)).map((one) => one.state)).toEqual(['Error', 'Working'])
  expect(mailbox.mails).toHaveLength(2)
  await worker.close(1000)
}, 120_000)

test('a mail server that refuses, then accepts: one mail', async () => {
  await using mailbox = await openMailbox()
  await using server = await startServer({ config: { smtpUrl: mailbox.url } })
  const { chartId } = await connectWarehouse(server)
  const worker = await workerOf(server.running, 'reports=1')
  const id = await make(server.admin, report({ chart: chartId, report_format: 'CSV' }))
  mailbox.refuse = 451
  const refused = await run(server, id)
  expect(refused.at(0)?.state).toBe('Error')
  expect(mailbox.mails).toHaveLength(0)
  mailbox.refuse = null
  expect((await run(server, id)).at(0)?.state).toBe('Success')
  expect(mailbox.mails).toHaveLength(1)
  await worker.close(1000)
}, 120_000)

test('the same execution delivers once, however often its job runs', async () => {
  await using mailbox = await openMailbox()
  await using server = await startServer({ config: { smtpUrl: mailbox.url } })
  const { chartId } = await connectWarehouse(server)
  const id = await make(server.admin, report({ chart: chartId, report_format: 'CSV' }))
  const { broker } = server.running.ctx
  const worker = await workerOf(server.running, 'reports=1')
  const payload = { report_id: id, scheduled_at: 1, execution_id: '11111111-1111-4111-8111-111111111111' }
  for (const job of ['a', 'b', 'c']) await broker.enqueue([{ queue: 'reports', id: job, name: 'reports.execute', payload }])
  await until('an idle queue', async () => Object.values(await broker.counts('reports')).every((n) => n === 0))
  expect(mailbox.mails).toHaveLength(1)
  expect((await logsOf(server, id)).map((one) => one.state)).toEqual(['Success', 'Working'])
  await worker.close(1000)
}, 120_000)

test('8: each recipient gets what their own account may see', async () => {
  await using mailbox = await openMailbox()
  await using server = await startServer({ config: { smtpUrl: mailbox.url } })
  const { chartId, datasetId } = await connectWarehouse(server)
  await server.person('ann', ['Gamma', 'Alpha'])
  const gamma = await server.roleId('Gamma')
  const { db, kind } = server.running.ctx.metadata
  const { insertRow } = await import('@coset/metadata')
  const now = Date.now()
  const rule = await insertRow(db, kind, 'rls_rules', {
    name: 'north',
    description: null,
    filter_type: 'Regular',
    group_key: null,
    clause: "region = 'north'",
    ...{ created_on: now, changed_on: now, created_by: null, changed_by: null },
  })
  await db.insertInto('rls_rule_roles').values({ rule_id: rule, role_id: gamma }).execute()
  await db.insertInto('rls_rule_datasets').values({ rule_id: rule, dataset_id: datasetId }).execute()
  const recipients = ['ann@example.org', 'admin@localhost', 'stranger@example.org'].map((target) => ({ type: 'Email', recipient_config_json: { target } }))
  const id = await make(server.admin, report({ chart: chartId, report_format: 'CSV', recipients, per_recipient: true }))
  const worker = await workerOf(server.running, 'reports=1')
  const steps = await run(server, id)
  const got = Object.fromEntries(
    mailbox.mails
      .filter((mail) => mail.attachments.length > 0)
      .map((mail) => [JSON.stringify(mail.to).match(/"address":"([^"]+)/)?.[1] ?? '', mail.attachments[0]?.content.toString() ?? '']),
  )
  expect(Object.keys(got).toSorted()).toEqual(['admin@localhost', 'ann@example.org'])
  expect(got['ann@example.org']).toContain('north')
  expect(got['ann@example.org']).not.toContain('south')
  expect(got['admin@localhost']).toContain('south')
  expect(steps.some((one) => one.state === 'Error' && /no account/.test(one.error_message ?? ''))).toBe(true)
  await worker.close(1000)
}, 120_000)

test.each([
  [{ crontab: 'often' }, 400, 'crontab'],
  [{ timezone: 'Mars/Base' }, 400, 'timezone'],
  [{ chart: null }, 422, 'chart'],
  [{ dashboard: 1 }, 422, 'chart'],
  [{ chart: 99_999 }, 422, 'chart'],
  [{ database: 1 }, 422, 'database'],
  [{ type: 'Alert' }, 422, 'database'],
  [{ owners: [99_999] }, 422, 'owners'],
  [{ recipients: [{ type: 'Email', recipient_config_json: { target: 'b@x.org\r\nBCC: evil@x.org' } }] }, 422, 'recipients'],
  [{ recipients: [{ type: 'Email', recipient_config_json: { target: 'nobody' } }] }, 422, 'recipients'],
  [{ custom_width: 100 }, 400, 'custom_width'],
  [{ report_format: 'GIF' }, 400, 'report_format'],
  [{ name: '' }, 400, 'name'],
  [{ unknown: 1 }, 400, 'unknown'],
])('a wrong report is refused by name: %j', async (wrong, status, field) => {
  await using server = await startServer()
  const { chartId } = await connectWarehouse(server)
  const answer = await server.admin.post('/api/v1/report/', report({ chart: chartId, ...wrong }))
  expect(answer.status).toBe(status)
  expect(answer.text).toContain(field)
  expect((await server.admin.get('/api/v1/report/')).json<{ count: number }>().count).toBe(0)
})

test('reports are their owners’; names are unique a kind; preview tells the next runs', async () => {
  await using server = await startServer()
  const { chartId } = await connectWarehouse(server)
  const alpha = await server.person('alpha', ['Alpha'])
  const gamma = await server.person('gamma')
  const id = await make(server.admin, report({ chart: chartId }))
  expect((await server.admin.post('/api/v1/report/', report({ chart: chartId }))).text).toContain('Name must be unique')
  expect((await gamma.get('/api/v1/report/')).status).toBe(403)
  expect((await alpha.get('/api/v1/report/')).json<{ count: number }>().count).toBe(0)
  expect((await alpha.get(`/api/v1/report/${id}`)).status).toBe(404)
  for (const [method, path] of [
    ['put', ''],
    ['delete', ''],
    ['post', '/run'],
  ] as const)
    expect((await (method === 'delete' ? alpha.delete(`/api/v1/report/${id}`) : alpha[method](`/api/v1/report/${id}${path}`, {}))).status).toBe(403)
  const changed = await server.admin.put(`/api/v1/report/${id}`, { active: false, crontab: '*/5 * * * *' })
  expect(changed.status).toBe(200)
  const { result } = (await server.admin.get('/api/v1/report/')).json<{ result: { crontab_humanized: string; active: boolean }[] }>()
  expect(result).toMatchObject([{ crontab_humanized: 'Every 5 minutes', active: false }])
  const preview = await server.admin.get("/api/v1/report/preview/?q=(crontab:'0 9 * * *',timezone:'Asia/Tokyo')")
  const runs = preview.json<{ result: number[] }>().result
  expect(runs).toHaveLength(5)
  expect(runs.every((at) => new Date(at).getUTCHours() === 0)).toBe(true)
  expect((await server.admin.delete(`/api/v1/report/${id}`)).status).toBe(200)
  expect((await server.admin.get(`/api/v1/report/${id}`)).status).toBe(404)
})

test('what a report is about stays; a report whose tab or filter is removed is switched off, and its owner told', async () => {
  await using mailbox = await openMailbox()
  await using server = await startServer({ config: { smtpUrl: mailbox.url } })
  const { admin } = server
  const { dashboardId, chartId, databaseId } = await connectWarehouse(server)
  const dashboard = `/api/v1/dashboard/${dashboardId}`
  const filter = (id: string) => ({ id, type: 'NATIVE_FILTER', name: id, targets: [], filterType: 'filter_time' })
  const layout = (...tabs: readonly string[]): string =>
    JSON.stringify({
      ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['TABS-1'] },
      'TABS-1': { id: 'TABS-1', type: 'TABS', children: tabs },
      ...Object.fromEntries(tabs.map((id) => [id, { id, type: 'TAB', children: [], meta: { text: id } }])),
    })
  const metadata = (...filters: readonly string[]): string => JSON.stringify({ native_filter_configuration: filters.map(filter) })
  const save = async (body: object): Promise<void> => expect((await admin.put(dashboard, body)).status).toBe(200)
  await save({ position_json: layout('TAB-a', 'TAB-b'), json_metadata: metadata('NATIVE_FILTER-x', 'NATIVE_FILTER-y') })
  const state = (part: object) => ({ dashboard: dashboardId, extra: { dashboard: part } })
  const whole = await make(admin, report({ name: 'Whole', dashboard: dashboardId }))
  const tabbed = await make(admin, report({ name: 'Tabbed', ...state({ anchor: 'TAB-b', activeTabs: ['TAB-b'] }) }))
  const filters = [{ nativeFilterId: 'NATIVE_FILTER-y', filterType: 'filter_time', columnName: 'day', columnLabel: 'day', filterValues: ['Last week'] }]
  const filtered = await make(admin, report({ name: 'Filtered', ...state({ nativeFilters: filters }) }))
  const alert = await make(
    admin,
    report({ type: 'Alert', name: 'Alert', chart: chartId, database: databaseId, sql: 'SELECT 1', validator_type: 'not null', validator_config_json: {} }),
  )
  const fresh = await admin.get("/api/v1/report/?q=(filters:!((col:last_state,opr:eq,value:'Not triggered')))")
  expect(fresh.json<{ count: number }>().count).toBe(4)
  for (const [path, names] of [
    [dashboard, 'Filtered, Tabbed, Whole'],
    [`/api/v1/dashboard/?q=!(${dashboardId})`, 'Filtered, Tabbed, Whole'],
    [`/api/v1/chart/${chartId}`, 'Alert'],
    [`/api/v1/chart/?q=!(${chartId})`, 'Alert'],
  ] as const) {
    const refused = await admin.delete(path)
    expect([refused.status, refused.json()]).toEqual([422, { message: `There are associated alerts or reports: ${names}` }])
  }
  const active = async (id: number) => (await admin.get(`/api/v1/report/${id}`)).json<{ result: { active: boolean } }>().result.active
  await save({ position_json: layout('TAB-b', 'TAB-c') })
  expect(await Promise.all([whole, tabbed, filtered, alert].map(active))).toEqual([true, true, true, true])
  const worker = await workerOf(server.running, 'reports=1')
  await save({ position_json: layout('TAB-c') })
  expect(await Promise.all([whole, tabbed, filtered].map(active))).toEqual([true, false, true])
  expect((await admin.put(`${dashboard}/filters`, { deleted: ['NATIVE_FILTER-y'], modified: [], reordered: [] })).status).toBe(200)
  expect(await Promise.all([whole, tabbed, filtered].map(active))).toEqual([true, false, false])
  await until('both mails', () => mailbox.mails.length === 2)
  expect(mailbox.mails.map((mail) => mail.subject)).toEqual(['[Report] Tabbed [Switched off]', '[Report] Filtered [Switched off]'])
  expect(mailbox.mails[0]?.text).toMatch(/tab or filter .* was removed/)
  await worker.close(1000)
})
