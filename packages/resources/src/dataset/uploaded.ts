import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'
import { loadDataset } from './repository.ts'
import { createDataset, rereadColumns } from './save.ts'

/** The dataset over a table that was just loaded: its columns are read again, or it is made for the one who loaded. */
export const refreshUploaded = async (
  ctx: Context,
  actor: Actor,
  table: { readonly database: number; readonly schema: string | null; readonly table_name: string },
): Promise<void> => {
  const found = await ctx.metadata.db
    .selectFrom('datasets')
    .select(['id', 'schema', 'sql'])
    .where('database_id', '=', table.database)
    .where('table_name', '=', table.table_name)
    .execute()
  const same = found.filter((row) => row.schema === null || row.schema === '' || row.schema === table.schema)
  for (const { id } of same.filter((row) => (row.sql ?? '').trim() === '')) await rereadColumns(ctx, actor, await loadDataset(ctx, id))
  // A virtual dataset of that name keeps it
  if (same.length === 0) await createDataset(ctx, actor, table)
}
