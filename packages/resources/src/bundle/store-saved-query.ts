import { can } from '@coset/access'
import { AppError } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { keepTagsOf } from '../people/site-tags.ts'
import type { SavedQueryFile } from './schema.ts'
import type { Store } from './store.ts'

const denied = (message: string): AppError => new AppError(message, { code: 'GENERIC_COMMAND_ERROR', status: 403, envelope: 'errors' })

const asText = (value: unknown): string | null => (value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value))

/** Stores a saved query as the importer's own. One that is here is overwritten when asked, by its maker or an administrator, and left alone otherwise. */
export const storeSavedQuery = async (store: Store, file: SavedQueryFile, databaseId: number, overwrite: boolean): Promise<number> => {
  const { ctx, db, actor } = store
  const label = file.label ?? ''
  const existing = await db.selectFrom('saved_queries').select(['id', 'created_by']).where('uuid', '=', file.uuid).executeTakeFirst()
  if (existing !== undefined && !overwrite) return existing.id
  if (!can(actor, { verb: 'can_write', view: 'SavedQuery' })) throw denied(`The saved query “${label}” may not be stored by you`)
  if (existing !== undefined && existing.created_by !== actor.id && !actor.isAdmin)
    throw denied(`A saved query “${label}” of somebody else exists already and you may not change it`)
  const now = ctx.clock.now()
  const values = {
    db_id: databaseId,
    label,
    catalog: file.catalog ?? null,
    schema: file.schema ?? null,
    sql: file.sql ?? '',
    description: file.description ?? null,
    ...(file.template_parameters === undefined ? {} : { template_parameters: asText(file.template_parameters) }),
    changed_on: now,
    changed_by: actor.id,
  }
  if (existing !== undefined) {
    await db.updateTable('saved_queries').set(values).where('id', '=', existing.id).execute()
    return existing.id
  }
  await keepTagsOf(ctx, db, 'query', [])
  return insertRow(db, ctx.metadata.kind, 'saved_queries', {
    template_parameters: null,
    ...values,
    uuid: file.uuid,
    user_id: actor.id ?? 0,
    extra_json: null,
    last_run: null,
    rows: null,
    created_on: now,
    created_by: actor.id,
  })
}
