import { temporaryFolder } from '@coset/testing'
import { afterAll } from 'vitest'
import { brokerConformance } from '../conformance.ts'
import { sitesOn } from './sites.test-support.ts'

const stack = new DisposableStack()
afterAll(() => stack.dispose())

brokerConformance(
  'in-process on SQLite',
  sitesOn(async () => `sqlite:///${stack.use(temporaryFolder()).path}/jobs.db`),
)
