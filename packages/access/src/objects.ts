/** View names of permissions on single objects; formats as exported roles of the field carry them. */
export const databaseView = (database: { readonly id: number; readonly name: string }): string => `[${database.name}].(id:${database.id})`

export const datasetView = (databaseName: string, dataset: { readonly id: number; readonly tableName: string }): string =>
  `[${databaseName}].[${dataset.tableName}](id:${dataset.id})`

export const schemaView = (databaseName: string, schema: string, catalog: string | null): string =>
  catalog === null ? `[${databaseName}].[${schema}]` : `[${databaseName}].[${catalog}].[${schema}]`

export const catalogView = (databaseName: string, catalog: string): string => `[${databaseName}].[${catalog}]`

const ID = /\(id:(\d+)\)$/

/** The object id at the end of a database or dataset view name, or null. */
export const idOfView = (view: string): number | null => {
  const id = ID.exec(view)?.[1]
  return id === undefined ? null : Number(id)
}
