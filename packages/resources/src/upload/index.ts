import { contract } from '@coset/contract'
import { loadTable, READ_LIMITS, readFileHeads, readFileTable } from '@coset/query'
import { databaseModel, visibleDatabase } from '../database/index.ts'
import { refreshUploaded } from '../dataset/uploaded.ts'
import { type Call, type Handler, handle } from '../resource.ts'
import { openSchemas, refuseUpload } from './access.ts'
import { headForm, uploadForm } from './form.ts'

const routes = contract.database

const LOAD_TIMEOUT_MS = 600_000

const heads = async ({ fields, files, request }: Call<typeof routes.uploadMetadata>): Promise<unknown> => {
  const { format, file, options } = headForm(fields, files)
  const found = await readFileHeads({ format, name: file.name, bytes: file.bytes, options, limits: READ_LIMITS }, request.signal)
  return { result: { items: found.map(({ sheet, columns }) => ({ sheet_name: sheet, column_names: columns })) } }
}

const upload = async (call: Call<typeof routes.upload>): Promise<unknown> => {
  const { ctx, actor, params, fields, files, request } = call
  const row = await visibleDatabase(call, params.id)
  const form = uploadForm(fields, files)
  const { engine } = databaseModel(ctx, row)
  const connection = await ctx.connections.forDatabase(row.id)
  const schema = form.schema ?? (engine.capabilities.schemas ? await connection.defaultSchema() : null)
  await refuseUpload(ctx, actor, row, schema, form.table)
  const table = await readFileTable(
    { format: form.format, name: form.file.name, bytes: form.file.bytes, options: form.options, limits: READ_LIMITS },
    request.signal,
  )
  const target = { connection, dialect: engine.dialect, engineLabel: engine.label, catalog: null, schema, table: form.table, timeoutMs: LOAD_TIMEOUT_MS }
  await loadTable(target, table, form.whenThere, request.signal)
  await refreshUploaded(ctx, actor, { database: row.id, schema, table_name: form.table })
  return { message: 'OK' }
}

export const uploadHandlers: readonly Handler[] = [
  handle(routes.uploadMetadata, heads),
  handle(routes.upload, upload),
  handle(routes.uploadSchemas, async (call) => ({ schemas: openSchemas(call.actor, await visibleDatabase(call, call.params.id)) })),
]
