import { setTimeout as wait } from 'node:timers/promises'
import { until } from '@coset/testing'
import { expect, test } from 'vitest'
import { workerOf } from '../roles/background.ts'
import { openMailbox } from '../test-mailbox.ts'
import { connectWarehouse, startServer, type TestServer } from '../test-server.ts'
import { startRole } from './role.test-support.ts'
import { dailyReport, made, reportLogs, untilIdle } from './slow-work.test-support.ts'

const MINUTE = 60_000

const leader = async ({ running }: TestServer): Promise<string | undefined> => {
  const lease = await running.ctx.metadata.db.selectFrom('leases').selectAll().where('name', '=', 'beat').executeTakeFirst()
  return lease !== undefined && lease.until > Date.now() ? lease.owner : undefined
}

/** An hourly report whose last run fell due a minute or two ago, and whose next is most of an hour away. */
const dueReport = async (server: TestServer, chart: number): Promise<number> => {
  const dueAt = Math.floor(Date.now() / MINUTE) * MINUTE - MINUTE
  const id = await made(server.admin, '/api/v1/report/', dailyReport(chart, { crontab: `${new Date(dueAt).getUTCMinutes()} * * * *`, timezone: 'Etc/UTC' }))
  const { db } = server.running.ctx.metadata
  await db
    .updateTable('report_schedules')
    .set({ changed_on: dueAt - MINUTE })
    .where('id', '=', id)
    .execute()
  return id
}

const cursorsOf = (server: TestServer, name: string) =>
  server.running.ctx.metadata.db.selectFrom('schedule_cursors').select('last_run').where('name', '=', name).execute()

test('the leading beat is killed: another leads within 15 s, and what fell due in the meantime runs once', async () => {
  await using mailbox = await openMailbox()
  await using server = await startServer({ config: { smtpUrl: mailbox.url } })
  const { chartId } = await connectWarehouse(server)
  await using one = await startRole('beat', server.folder)
  await until('a leader', async () => (await leader(server)) === one.name)
  await using other = await startRole('beat', server.folder)
  await wait(3500)
  expect(await leader(server)).toBe(one.name)
  await one.kill()
  const killed = Date.now()
  const id = await dueReport(server, chartId)
  await until('the other to lead', async () => (await leader(server)) === other.name, 15_000)
  expect(Date.now() - killed).toBeLessThan(15_000)
  const worker = await workerOf(server.running, 'reports=2')
  await until('the run', async () => (await reportLogs(server.admin, id)).length > 0)
  await untilIdle(server, 'reports', 20_000)
  expect(await cursorsOf(server, `report:${id}`)).toHaveLength(1)
  // A leader that is killed after it enqueued and before it remembered
  await server.running.ctx.metadata.db.deleteFrom('schedule_cursors').where('name', '=', `report:${id}`).execute()
  await until('the run to be handed out again', async () => (await cursorsOf(server, `report:${id}`)).length === 1)
  await wait(500)
  await untilIdle(server, 'reports', 10_000)
  expect(mailbox.mails).toHaveLength(1)
  expect((await reportLogs(server.admin, id)).map((line) => line.state)).toEqual(['Success', 'Working'])
  expect(other.output()).not.toMatch(/"level":[45]0/)
  await worker.close(1000)
})
