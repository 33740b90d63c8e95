import { databaseView, datasetView, idOfView, type Permission, schemaView } from '@coset/access'
import { insertRow, type Metadata, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'

type Db = Kysely<Tables>

const nameId = async (db: Db, kind: Metadata['kind'], table: 'permission_names' | 'permission_views', name: string): Promise<number> => {
  const found = await db.selectFrom(table).select('id').where('name', '=', name).executeTakeFirst()
  return found?.id ?? insertRow(db, kind, table, { name })
}

/** The id of a verb on a view; made when absent. */
export const ensurePermission = async (db: Db, kind: Metadata['kind'], permission: Permission): Promise<number> => {
  const name_id = await nameId(db, kind, 'permission_names', permission.verb)
  const view_id = await nameId(db, kind, 'permission_views', permission.view)
  const found = await db.selectFrom('permissions').select('id').where('name_id', '=', name_id).where('view_id', '=', view_id).executeTakeFirst()
  return found?.id ?? insertRow(db, kind, 'permissions', { name_id, view_id })
}

/** Object permissions of a new database. */
export const addDatabasePermissions = async (db: Db, kind: Metadata['kind'], database: { readonly id: number; readonly name: string }): Promise<void> => {
  await ensurePermission(db, kind, { verb: 'database_access', view: databaseView(database) })
}

/** Object permissions of a new dataset, its schema's included. */
export const addDatasetPermissions = async (
  db: Db,
  kind: Metadata['kind'],
  databaseName: string,
  dataset: { readonly id: number; readonly tableName: string; readonly schema: string | null; readonly catalog: string | null },
): Promise<void> => {
  await ensurePermission(db, kind, { verb: 'datasource_access', view: datasetView(databaseName, dataset) })
  if (dataset.schema !== null) await ensurePermission(db, kind, { verb: 'schema_access', view: schemaView(databaseName, dataset.schema, dataset.catalog) })
}

/** Renames a view and so every role's permission on it. */
export const renameView = async (db: Db, from: string, to: string): Promise<void> => {
  if (from !== to) await db.updateTable('permission_views').set({ name: to }).where('name', '=', from).execute()
}

/** Takes a view and all permissions on it away. */
export const removeView = async (db: Db, view: string): Promise<void> => {
  await db.deleteFrom('permission_views').where('name', '=', view).execute()
}

/** Takes the permissions on a database and its schemas away: a database that gets its name later is not lent with them. */
export const removeDatabaseViews = async (db: Db, database: { readonly id: number; readonly name: string }): Promise<void> => {
  const views = await db.selectFrom('permission_views').selectAll().where('name', 'like', '[%').execute()
  const own = databaseView(database)
  // Names that end with an id are those of datasets, gone already, or of another database
  const doomed = views.filter(({ name }) => name === own || (name.startsWith(`[${database.name}].[`) && idOfView(name) === null))
  for (const { id } of doomed) await db.deleteFrom('permission_views').where('id', '=', id).execute()
}

/** Every permission with its names. */
export const namedPermissions = (db: Db): Promise<readonly (Permission & { readonly id: number })[]> =>
  db
    .selectFrom('permissions')
    .innerJoin('permission_names', 'permission_names.id', 'permissions.name_id')
    .innerJoin('permission_views', 'permission_views.id', 'permissions.view_id')
    .select(['permissions.id', 'permission_names.name as verb', 'permission_views.name as view'])
    .execute()
