import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { bearerClient, temporaryFolder } from '@coset/testing'
import type { Measure } from '../measure.ts'
import { startCoset } from '../sides/coset.ts'
import { connectWarehouse, made } from '../sides/warehouse.ts'

const SCHEDULES = 1000
const MINUTE = 60_000
const LIMIT_MS = 300_000

const chartBody = {
  slice_name: 'Births',
  viz_type: 'table',
  datasource_id: 1,
  datasource_type: 'table',
  params: JSON.stringify({ viz_type: 'table', query_mode: 'aggregate', groupby: ['gender'], metrics: ['sum__num'], row_limit: 100 }),
}

const report = (chart: number, i: number, minute: number): object => ({
  type: 'Report',
  name: `Report ${i}`,
  crontab: `${minute} * * * *`,
  timezone: 'Etc/UTC',
  chart,
  report_format: 'CSV',
  recipients: [{ type: 'Email', recipient_config_json: { target: `person-${i}@example.org` } }],
})

const numberOf = (database: DatabaseSync, sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0)

/** Lets every schedule fall due at once, and gives the milliseconds until the last began and until the last was over. */
const allDue = async (database: DatabaseSync): Promise<{ readonly began: number; readonly over: number }> => {
  const start = Date.now()
  const dueAt = Math.floor(start / MINUTE) * MINUTE
  database.prepare('UPDATE report_schedules SET crontab = ?, changed_on = ?').run(`${new Date(dueAt).getUTCMinutes()} * * * *`, dueAt - MINUTE)
  while (numberOf(database, "SELECT count(*) FROM report_execution_logs WHERE state = 'Success'") < SCHEDULES) {
    if (Date.now() - start > LIMIT_MS) throw new Error('the schedules were not carried out in time')
    await wait(200)
  }
  return { began: numberOf(database, 'SELECT max(start_dttm) FROM report_execution_logs') - start, over: Date.now() - start }
}

export const manySchedules: Measure = {
  name: 'many-schedules',
  about: 'A thousand reports (a CSV each, cached data, not sent) due in one minute, one worker: until the last has begun',
  unit: 's',
  goal: { of: 'ours', bound: 'at most', value: 60 },
  against: null,
  run: async (context) => {
    using folder = temporaryFolder()
    await using coset = await startCoset(folder.path, {
      examples: false,
      settings: { COSET_NOTIFICATION_DRY_RUN: 'true', COSET_SMTP_URL: 'smtp://127.0.0.1:1' },
    })
    const admin = await bearerClient(coset.url, 'admin', 'admin')
    await connectWarehouse(admin, context.warehouse)
    const chart = await made(admin, '/api/v1/chart/', chartBody)
    const later = (new Date().getUTCMinutes() + 30) % 60
    for (let i = 0; i < SCHEDULES; i += 1) await made(admin, '/api/v1/report/', report(chart, i, later))
    using database = new DatabaseSync(join(folder.path, 'coset.db'), { timeout: 5000 })
    const { began, over } = await allDue(database)
    return { ours: began / 1000, theirs: null, note: `${(over / 1000).toFixed(1)} s until the last was over` }
  },
}
