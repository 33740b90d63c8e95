import { randomBytes } from 'node:crypto'
import type { Metadata, Tables } from '@coset/metadata'
import { type Kysely, sql, type Transaction } from 'kysely'
import { isPlain, isPlainPrefix, LAST, storedKey } from './names.ts'

type Connection = Pick<Metadata, 'db' | 'kind'>

/** 500 kB in base64, with what stands before it. */
const PART_BYTES = 374_970
/** The row that holds a key which does not stand in its column. */
const KEY_PART = -1

const rowsOf = (key: string, value: Uint8Array, expires: number): readonly Tables['cache_entries'][] => {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const count = Math.max(1, Math.ceil(bytes.length / PART_BYTES))
  const row = (part: number, text: string) => ({ key: storedKey(key), part, value: text, expires_on: expires })
  const head = `${randomBytes(8).toString('hex')} ${count} `
  const parts = Array.from({ length: count }, (_, i) => row(i, head + bytes.toString('base64', i * PART_BYTES, (i + 1) * PART_BYTES)))
  return isPlain(key) ? parts : [...parts, row(KEY_PART, Buffer.from(key).toString('base64'))]
}

/** The value of parts in order; undefined unless they are all parts of one set: a removal beside a set may leave some behind. */
export const joinParts = (parts: readonly string[]): Uint8Array | undefined => {
  const head = /^[0-9a-f]{16} (?<count>\d+) /.exec(parts[0] ?? '')
  if (head === null || Number(head.groups?.['count']) !== parts.length || !parts.every((part) => part.startsWith(head[0]))) return undefined
  return Buffer.concat(parts.map((part) => Buffer.from(part.slice(head[0].length), 'base64')))
}

/** One statement sees the parts of one set: sets are transactions. */
export const readEntry = async ({ db }: Connection, key: string, now: number): Promise<Uint8Array | undefined> => {
  const rows = await db
    .selectFrom('cache_entries')
    .select('value')
    .where('key', '=', storedKey(key))
    .where('part', '>=', 0)
    .where('expires_on', '>', now)
    .orderBy('part')
    .execute()
  return joinParts(rows.map(({ value }) => value))
}

const upsert = async (trx: Transaction<Tables>, kind: Metadata['kind'], row: Tables['cache_entries']): Promise<void> => {
  const { value, expires_on } = row
  const insert = trx.insertInto('cache_entries').values(row)
  await (kind === 'mysql'
    ? insert.onDuplicateKeyUpdate({ value, expires_on })
    : insert.onConflict((c) => c.columns(['key', 'part']).doUpdateSet({ value, expires_on }))
  ).execute()
}

/** Those who set the same key at once wait for each other at part 0. */
export const writeEntry = async ({ db, kind }: Connection, key: string, value: Uint8Array, expires: number): Promise<void> => {
  const rows = rowsOf(key, value, expires)
  const transaction = kind === 'sqlite' ? db.transaction() : db.transaction().setIsolationLevel('read committed')
  await transaction.execute(async (trx) => {
    for (const row of rows) await upsert(trx, kind, row)
    const end = rows.filter(({ part }) => part >= 0).length
    await trx.deleteFrom('cache_entries').where('key', '=', storedKey(key)).where('part', '>=', end).execute()
  })
}

export const deleteEntry = async (db: Kysely<Tables>, key: string): Promise<void> => {
  await db.deleteFrom('cache_entries').where('key', '=', storedKey(key)).execute()
}

const deletePlain = async ({ db, kind }: Connection, prefix: string): Promise<void> => {
  // In the order of bytes, whatever the collation of the database is
  const key = kind === 'postgresql' ? sql<string>`key collate "C"` : sql<string>`${sql.ref('key')}`
  await db
    .deleteFrom('cache_entries')
    .where(key, '>=', prefix)
    .where(key, '<', prefix + LAST)
    .execute()
}

const deleteHashed = async ({ db }: Connection, prefix: string): Promise<void> => {
  const BATCH = 100
  const rows = await db.selectFrom('cache_entries').select(['key', 'value']).where('part', '=', KEY_PART).execute()
  const keys = rows.filter(({ value }) => Buffer.from(value, 'base64').toString().startsWith(prefix)).map(({ key }) => key)
  for (let i = 0; i < keys.length; i += BATCH)
    await db
      .deleteFrom('cache_entries')
      .where('key', 'in', keys.slice(i, i + BATCH))
      .execute()
}

export const deleteEntries = async (connection: Connection, prefix: string): Promise<void> => {
  if (isPlainPrefix(prefix)) await deletePlain(connection, prefix)
  await deleteHashed(connection, prefix)
}

export const deleteExpired = async (db: Kysely<Tables>, now: number): Promise<void> => {
  await db.deleteFrom('cache_entries').where('expires_on', '<=', now).execute()
}
