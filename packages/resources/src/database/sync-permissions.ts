import { catalogView, schemaView } from '@coset/access'
import { AppError } from '@coset/core'
import type { Context } from '../context.ts'
import { addDatabasePermissions, ensurePermission } from '../security/permissions.ts'
import { type DatabaseRow, databaseModel } from './repository.ts'
import { ownCatalog } from './table-access.ts'

interface Found {
  readonly verb: 'catalog_access' | 'schema_access'
  readonly view: string
}

const schemasOf = async (ctx: Context, row: DatabaseRow, catalog: string | null): Promise<readonly string[]> => {
  try {
    return await (await ctx.connections.forDatabase(row.id)).schemas(catalog)
  } catch (error) {
    // A catalog of others' that cannot be entered has no schemas to grant
    if (catalog === null || !(error instanceof AppError)) throw error
    ctx.query.notice(`schemas of the catalog ${catalog} of database ${row.id} cannot be read`, error)
    return []
  }
}

const viewsOf = async (ctx: Context, row: DatabaseRow): Promise<readonly Found[]> => {
  const { capabilities } = databaseModel(ctx, row).engine
  const name = row.database_name
  const own = ownCatalog(ctx, row)
  const all = capabilities.catalogs ? await (await ctx.connections.forDatabase(row.id)).catalogs() : []
  const views: Found[] = all.map((catalog) => ({ verb: 'catalog_access', view: catalogView(name, catalog) }))
  for (const schema of await schemasOf(ctx, row, null)) views.push({ verb: 'schema_access', view: schemaView(name, schema, null) })
  const others = capabilities.dynamicCatalog ? all : all.filter((catalog) => catalog === own)
  for (const catalog of others)
    for (const schema of await schemasOf(ctx, row, catalog)) views.push({ verb: 'schema_access', view: schemaView(name, schema, catalog) })
  return views
}

/** Makes permissions for the catalogs and schemas that the database has now, for roles to hold; none are taken away. */
export const syncPermissions = async (ctx: Context, row: DatabaseRow): Promise<void> => {
  const views = await viewsOf(ctx, row)
  await ctx.metadata.db.transaction().execute(async (db) => {
    await addDatabasePermissions(db, ctx.metadata.kind, { id: row.id, name: row.database_name })
    for (const permission of views) await ensurePermission(db, ctx.metadata.kind, permission)
  })
}
