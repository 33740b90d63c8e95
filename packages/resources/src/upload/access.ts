import type { Actor } from '@coset/access'
import { schemaView } from '@coset/access'
import { type AppError, Forbidden, NotFound } from '@coset/core'
import type { Context } from '../context.ts'
import { refuseTable } from '../database/browse.ts'
import { type DatabaseRow, databaseModel } from '../database/index.ts'
import { ownsWholeDatabase } from '../database/table-access.ts'
import { uploadSchemas } from '../database/upload-schemas.ts'

/** Schemas named for uploads that the actor may look into. */
export const openSchemas = (actor: Actor, row: DatabaseRow): readonly string[] => {
  const named = uploadSchemas(row)
  return ownsWholeDatabase(actor, row) ? named : named.filter((schema) => actor.objects.schema_access.has(schemaView(row.database_name, schema, null)))
}

const refusal = (sentence: string): AppError => new Forbidden(sentence, { envelope: 'message' })

/** Throws 403 unless the actor may put this table there: uploads are allowed, the schema is named for them or all is the actor's, and the table is readable. */
export const refuseUpload = async (ctx: Context, actor: Actor, row: DatabaseRow, schema: string | null, table: string): Promise<void> => {
  if (!row.allow_file_upload || !databaseModel(ctx, row).engine.capabilities.fileUpload) throw refusal('Files cannot be uploaded to this database')
  const named = uploadSchemas(row)
  if (named.length === 0 ? !ownsWholeDatabase(actor, row) : !named.includes(schema ?? '')) throw refusal('Files cannot be uploaded to this schema')
  await refuseTable(ctx, actor, row, table, schema).catch((error: unknown) => {
    throw error instanceof NotFound ? refusal('Files cannot be uploaded to this table') : error
  })
}
