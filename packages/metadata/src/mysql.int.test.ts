import { type TemporaryDatabase, temporaryDatabase } from '@coset/testing'
import { afterAll } from 'vitest'
import { metadataConformance } from './conformance.ts'

let database: TemporaryDatabase | undefined
afterAll(() => database?.[Symbol.asyncDispose]())

metadataConformance(
  'MySQL',
  async () => {
    database = await temporaryDatabase('mysql', 'utf8mb4_unicode_ci')
    return database.url
  },
  3,
)
