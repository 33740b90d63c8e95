import { databaseView, datasetView, idOfView, type ObjectVerb } from '@coset/access'
import type { Db } from './access-change.ts'

/** Could this name be read as one of a database, schema, catalog or dataset? */
export const isObjectName = (name: string): boolean => name.startsWith('[') || idOfView(name) !== null

const ofId = async (db: Db, name: string, id: number): Promise<readonly ObjectVerb[]> => {
  if (!Number.isSafeInteger(id) || id > 2_147_483_647) return []
  const database = await db.selectFrom('databases').select(['id', 'database_name']).where('id', '=', id).executeTakeFirst()
  if (database !== undefined && databaseView({ id, name: database.database_name }) === name) return ['database_access']
  const dataset = await db
    .selectFrom('datasets')
    .innerJoin('databases', 'databases.id', 'datasets.database_id')
    .select(['datasets.table_name', 'databases.database_name'])
    .where('datasets.id', '=', id)
    .executeTakeFirst()
  return dataset !== undefined && datasetView(dataset.database_name, { id, tableName: dataset.table_name }) === name ? ['datasource_access'] : []
}

/**
 * The verbs that fit the data which a name stands for; none when there is no such data. A schema or catalog is named by people, so that it may be
 * granted before it is filled: its database has to be there.
 */
export const objectVerbsOf = async (db: Db, name: string): Promise<readonly ObjectVerb[]> => {
  const id = idOfView(name)
  if (id !== null) return ofId(db, name, id)
  if (!name.startsWith('[') || !name.endsWith(']')) return []
  const databases = await db.selectFrom('databases').select('database_name').execute()
  const rests = databases.flatMap(({ database_name }) => (name.startsWith(`[${database_name}].[`) ? [name.slice(database_name.length + 4, -1)] : []))
  const named = rests.filter((rest) => rest !== '')
  if (named.length === 0) return []
  return named.some((rest) => !rest.includes('].[')) ? ['schema_access', 'catalog_access'] : ['schema_access']
}
