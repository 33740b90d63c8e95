import { type TemporaryDatabase, temporaryDatabase, until } from '@coset/testing'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { metadataConformance } from './conformance.ts'
import { openMetadata } from './open.ts'

let database: TemporaryDatabase | undefined
afterAll(() => database?.[Symbol.asyncDispose]())

metadataConformance(
  'PostgreSQL',
  async () => {
    database = await temporaryDatabase('postgresql')
    return database.url
  },
  3,
)

test('a connection that the server ends does not end the process', async () => {
  await using own = await temporaryDatabase('postgresql')
  const metadata = await openMetadata(own.url)
  const ended = async (): Promise<number> => {
    const { rows } = await sql<{
      n: number
    }>`select count(pg_terminate_backend(pid)) as n from pg_stat_activity where datname = ${own.name} and pid <> pg_backend_pid()`.execute(metadata.db)
    return Number(rows[0]?.n)
  }
  // Several connections, so that one can end the others while they are idle
  await Promise.all(Array.from({ length: 4 }, () => sql`select pg_sleep(0.05)`.execute(metadata.db)))
  expect(await ended()).toBeGreaterThan(0)
  await until('the pool to work again', () =>
    metadata.db
      .selectFrom('users')
      .select('id')
      .execute()
      .then(
        () => true,
        () => false,
      ),
  )
  await metadata.close()
})
