import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'

export interface TemporaryDatabase extends AsyncDisposable {
  readonly name: string
  /** With user, without password: the services of a test machine trust their own host. */
  readonly url: string
}

const SERVERS = {
  postgresql: { admin: 'postgresql://postgres@127.0.0.1:5432/postgres', base: 'postgresql://postgres@127.0.0.1:5432' },
  mysql: { admin: 'mysql://root@127.0.0.1:3306/mysql', base: 'mysql://root@127.0.0.1:3306' },
} as const

export type ServerKind = keyof typeof SERVERS

const postgres = async (sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString: SERVERS.postgresql.admin })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

const mysql = async (sql: string): Promise<void> => {
  const connection = await createConnection({ uri: SERVERS.mysql.admin })
  try {
    await connection.query(sql)
  } finally {
    await connection.end()
  }
}

/** A new, empty database on a server of this machine; `await using` drops it, open connections notwithstanding. `collation` is for MySQL. */
export const temporaryDatabase = async (kind: ServerKind, collation = 'utf8mb4_bin'): Promise<TemporaryDatabase> => {
  const name = `coset_test_${randomBytes(6).toString('hex')}`
  if (kind === 'postgresql') await postgres(`CREATE DATABASE ${name}`)
  else await mysql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE ${collation}`)
  const drop = (): Promise<void> =>
    kind === 'postgresql' ? postgres(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) : mysql(`DROP DATABASE IF EXISTS ${name}`)
  return { name, url: `${SERVERS[kind].base}/${name}`, [Symbol.asyncDispose]: drop }
}
