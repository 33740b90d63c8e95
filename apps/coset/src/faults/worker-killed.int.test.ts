import { DatabaseSync } from 'node:sqlite'
import { until } from '@coset/testing'
import { expect, test } from 'vitest'
import { openMailbox } from '../test-mailbox.ts'
import { connectWarehouse, startServer } from '../test-server.ts'
import { startRole } from './role.test-support.ts'
import { dailyReport, made, reportLogs, runsOf, slowChart, slowSql, startReport, startRun, untilIdle } from './slow-work.test-support.ts'

const QUEUES = ['--queues', 'reports=1,queries=2']

test('jobs of a worker that is killed: a report is sent once, a run that reads runs again, one that writes does not and says so', async () => {
  await using mailbox = await openMailbox()
  await using server = await startServer()
  const { admin, folder } = server
  const { databaseId } = await connectWarehouse(server)
  expect((await admin.put(`/api/v1/database/${databaseId}`, { allow_dml: true })).status).toBe(200)
  const id = await made(admin, '/api/v1/report/', dailyReport(await slowChart(admin, databaseId, 5)))
  const env = { COSET_SMTP_URL: mailbox.url }
  await using first = await startRole('worker', folder, env, QUEUES)
  await startRun(admin, databaseId, 'writes', `INSERT INTO sales (region, amount) VALUES ('once', 1); ${slowSql(40)}`)
  using warehouse = new DatabaseSync(`${folder}/warehouse.sqlite`, { timeout: 5000 })
  const written = (): unknown => warehouse.prepare("SELECT count(*) AS n FROM sales WHERE region = 'once'").get()?.['n']
  await until('the write', () => written() === 1, 20_000)
  await startRun(admin, databaseId, 'reads', slowSql(12))
  await startReport(admin, id)
  const states = async (): Promise<readonly string[]> => [...(await runsOf(admin)).values()].map((one) => one.state)
  await until('all to run', async () => (await reportLogs(admin, id)).length === 1 && (await states()).every((one) => one === 'running'))
  await first.kill()
  expect(mailbox.mails).toHaveLength(0)
  expect((await reportLogs(admin, id)).map((one) => one.state)).toEqual(['Working'])
  await using second = await startRole('worker', folder, env, QUEUES)
  for (const queue of ['reports', 'queries'] as const) await untilIdle(server, queue, 40_000)
  const runs = await runsOf(admin)
  expect(runs.get('reads')).toMatchObject({ state: 'success', rows: 1 })
  expect(runs.get('writes')).toMatchObject({ state: 'failed', errorMessage: expect.stringMatching(/vanished.*not run again/) })
  expect(written()).toBe(1)
  expect(mailbox.mails.map((mail) => mail.attachments[0]?.content.toString())).toEqual([expect.stringContaining('5000000')])
  expect((await reportLogs(admin, id)).map((one) => one.state)).toEqual(['Success', 'Working'])
  expect(second.output()).not.toMatch(/"level":50/)
})
