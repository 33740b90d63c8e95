import { createSecrets, type Metadata } from '@coset/metadata'
import { resealedSnapshot } from '@coset/resources'
import { ConfigError, loadConfig } from '../config/load.ts'
import { createProcess } from '../context.ts'
import { write } from './output.ts'

type Db = Metadata['db']
type Again = (text: string) => string
const ifAny = (again: Again, text: string | null): string | null => (text === null ? null : again(text))

const databases = async (db: Db, again: Again): Promise<number> => {
  const rows = await db.selectFrom('databases').select(['id', 'password', 'encrypted_extra']).execute()
  for (const { id, password, encrypted_extra } of rows)
    await db
      .updateTable('databases')
      .set({ password: ifAny(again, password), encrypted_extra: ifAny(again, encrypted_extra) })
      .where('id', '=', id)
      .execute()
  return rows.length
}

const tunnels = async (db: Db, again: Again): Promise<void> => {
  const rows = await db.selectFrom('ssh_tunnels').select(['id', 'password', 'private_key', 'private_key_password']).execute()
  for (const { id, password, private_key, private_key_password } of rows)
    await db
      .updateTable('ssh_tunnels')
      .set({ password: ifAny(again, password), private_key: ifAny(again, private_key), private_key_password: ifAny(again, private_key_password) })
      .where('id', '=', id)
      .execute()
}

/** Deleted databases come back with their secrets. */
const trash = async (db: Db, again: Again): Promise<void> => {
  const rows = await db.selectFrom('trash').select(['id', 'snapshot']).where('kind', '=', 'database').execute()
  for (const { id, snapshot } of rows)
    await db
      .updateTable('trash')
      .set({ snapshot: resealedSnapshot(snapshot, again) })
      .where('id', '=', id)
      .execute()
}

/** Recovery codes are digests, which no key sealed. */
const secondFactors = async (db: Db, again: Again): Promise<number> => {
  const rows = await db.selectFrom('second_factors').select(['id', 'data']).where('kind', 'in', ['totp', 'passkey']).execute()
  for (const { id, data } of rows)
    await db
      .updateTable('second_factors')
      .set({ data: again(data) })
      .where('id', '=', id)
      .execute()
  return rows.length
}

const tokens = async (db: Db, again: Again): Promise<number> => {
  const rows = await db.selectFrom('database_user_oauth2_tokens').selectAll().execute()
  for (const { user_id, database_id, access_token, refresh_token } of rows)
    await db
      .updateTable('database_user_oauth2_tokens')
      .set({ access_token: again(access_token), refresh_token: ifAny(again, refresh_token) })
      .where('user_id', '=', user_id)
      .where('database_id', '=', database_id)
      .execute()
  return rows.length
}

/** `coset secrets rotate --from OLD`: seals every stored secret with the key of the configuration. All or nothing. */
export const rotateCommand = async (options: { readonly from: string }): Promise<void> => {
  if (options.from === '') throw new ConfigError('--from needs the key that the secrets were sealed with')
  const running = await createProcess(await loadConfig(), process.env['NODE_ENV'] === 'production')
  try {
    const old = createSecrets(options.from)
    const again: Again = (text) => running.ctx.secrets.seal(old.open(text))
    const counts = await running.ctx.metadata.db.transaction().execute(async (db) => {
      const count = await databases(db, again)
      await tunnels(db, again)
      await trash(db, again)
      return { count, factors: await secondFactors(db, again), signedIn: await tokens(db, again) }
    })
    write(`Sealed the secrets of ${counts.count} databases, ${counts.factors} second factors and ${counts.signedIn} sign-ins to databases with the new key`)
  } finally {
    await running.close()
  }
}
