import { temporaryDatabase } from '@coset/testing'
import { afterAll } from 'vitest'
import { brokerConformance } from '../conformance.ts'
import { sitesOn } from './sites.test-support.ts'

const stack = new AsyncDisposableStack()
afterAll(() => stack.disposeAsync())

brokerConformance(
  'in-process on PostgreSQL',
  sitesOn(async () => stack.use(await temporaryDatabase('postgresql')).url),
)
