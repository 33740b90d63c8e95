import { expect, test } from 'vitest'
import { EACH_ONCE, tenThousandJobs } from './many-jobs.test-support.ts'

test('ten thousand jobs at once in the metadata database, SQLite', async () => {
  const found = await tenThousandJobs('in-process', {})
  expect(found).toMatchObject(EACH_ONCE)
  expect(found.healthAnswers).toBeGreaterThan(5)
})
