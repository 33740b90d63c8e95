import { randomUUID } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { removeSite } from '../../../../packages/broker/src/rabbitmq/remove-site.test-support.ts'
import { EACH_ONCE, tenThousandJobs } from './many-jobs.test-support.ts'

const URL = 'amqp://guest:guest@127.0.0.1:5672'
const PREFIX = `t${randomUUID().slice(0, 8)}`

afterAll(() => removeSite(URL, [PREFIX]))

test('ten thousand jobs at once on RabbitMQ', async () => {
  const found = await tenThousandJobs('RabbitMQ', { brokerUrl: URL, brokerPrefix: PREFIX })
  expect(found).toMatchObject(EACH_ONCE)
  expect(found.healthAnswers).toBeGreaterThan(5)
})
