import { until } from '@coset/testing'
import { expect, test } from 'vitest'
import { openMailbox } from '../test-mailbox.ts'
import { connectWarehouse, startServer } from '../test-server.ts'
import { openDoor } from './door.test-support.ts'
import { startRole } from './role.test-support.ts'
import { dailyReport, made, reportLogs, startReport, untilIdle } from './slow-work.test-support.ts'

test('a mail server that refuses connections, then accepts: the failure is told, and the next run sends one mail', async () => {
  await using mailbox = await openMailbox()
  await using door = await openDoor(Number(new URL(mailbox.url).port))
  await using server = await startServer()
  const { chartId } = await connectWarehouse(server)
  const id = await made(server.admin, '/api/v1/report/', dailyReport(chartId))
  await door.shut()
  const smtp = `smtp://127.0.0.1:${door.port}`
  await using worker = await startRole('worker', server.folder, { COSET_SMTP_URL: smtp }, ['--queues', 'reports=1'])
  await startReport(server.admin, id)
  await until('the failure', async () => (await reportLogs(server.admin, id))[0]?.state === 'Error', 40_000)
  await untilIdle(server, 'reports', 20_000)
  const failed = await reportLogs(server.admin, id)
  expect(mailbox.mails).toHaveLength(0)
  expect(failed.find((one) => /Email/.test(one.error_message ?? ''))?.state).toBe('Error')
  expect(worker.output()).not.toMatch(/"level":50/)
  await door.open()
  await startReport(server.admin, id)
  await until('the success', async () => (await reportLogs(server.admin, id))[0]?.state === 'Success', 40_000)
  await untilIdle(server, 'reports', 20_000)
  expect(mailbox.mails.map((mail) => mail.subject)).toEqual(['[Report] Daily'])
})
