import { expect, test } from 'vitest'
import { EACH_ONCE, tenThousandJobs } from './many-jobs.test-support.ts'
import { openRedis } from './own-redis.test-support.ts'

test('ten thousand jobs at once on Redis', async () => {
  await using redis = await openRedis()
  const found = await tenThousandJobs('Redis', { brokerUrl: redis.url })
  expect(found).toMatchObject(EACH_ONCE)
  expect(found.healthAnswers).toBeGreaterThan(5)
})
