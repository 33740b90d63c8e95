import { createSecrets } from '@coset/metadata'
import { resealedSnapshot } from '@coset/resources'
import { ConfigError, loadConfig } from '../config/load.ts'
import { createProcess } from '../context.ts'
import { write } from './output.ts'

/** `coset secrets rotate --from OLD`: seals every stored secret with the key of the configuration. All or nothing. */
export const rotateCommand = async (options: { readonly from: string }): Promise<void> => {
  if (options.from === '') throw new ConfigError('--from needs the key that the secrets were sealed with')
  const running = await createProcess(await loadConfig(), process.env['NODE_ENV'] === 'production')
  try {
    const old = createSecrets(options.from)
    const again = (text: string | null): string | null => (text === null ? null : running.ctx.secrets.seal(old.open(text)))
    const count = await running.ctx.metadata.db.transaction().execute(async (db) => {
      const rows = await db.selectFrom('databases').select(['id', 'password', 'encrypted_extra', 'server_cert']).execute()
      for (const row of rows)
        await db
          .updateTable('databases')
          .set({ password: again(row.password), encrypted_extra: again(row.encrypted_extra) })
          .where('id', '=', row.id)
          .execute()
      // Deleted databases come back with their secrets
      const trashed = await db.selectFrom('trash').select(['id', 'snapshot']).where('kind', '=', 'database').execute()
      for (const { id, snapshot } of trashed)
        await db
          .updateTable('trash')
          .set({ snapshot: resealedSnapshot(snapshot, again) })
          .where('id', '=', id)
          .execute()
      return rows.length
    })
    write(`Sealed the secrets of ${count} databases with the new key`)
  } finally {
    await running.close()
  }
}
