import { type Actor, permissionKey } from './actor.ts'
import { grantsDashboard } from './guest.ts'
import { catalogView, databaseView, datasetView, idOfView, schemaView } from './objects.ts'
import type { Permission } from './roles.ts'

/** Why something is allowed or not; shown by the explainer and the audit. */
export interface Decision {
  readonly allowed: boolean
  readonly because: string
}

const yes = (because: string): Decision => ({ allowed: true, because })
const no = (because: string): Decision => ({ allowed: false, because })

/** May the actor use a verb of a view? The default is no. */
export const can = (actor: Actor, permission: Permission): boolean => actor.permissions.has(permissionKey(permission.verb, permission.view))

export interface DatasetFacts {
  readonly id: number
  readonly tableName: string
  readonly schema: string | null
  readonly catalog: string | null
  readonly databaseId: number
  readonly databaseName: string
  readonly ownerIds: readonly number[]
}

/** May the actor use everything in a database? */
export const decideDatabase = (actor: Actor, database: { readonly id: number; readonly name: string }): Decision => {
  if (actor.kind === 'guest') return no('guests read data through their dashboards only')
  if (can(actor, { verb: 'all_datasource_access', view: 'all_datasource_access' })) return yes('all_datasource_access')
  if (can(actor, { verb: 'all_database_access', view: 'all_database_access' })) return yes('all_database_access')
  const view = databaseView(database)
  return actor.objects.database_access.has(view) ? yes(`database_access on ${view}`) : no(`no database_access on ${view}`)
}

/** May the actor read a dataset's rows? */
export const decideDataset = (actor: Actor, dataset: DatasetFacts): Decision => {
  const database = decideDatabase(actor, { id: dataset.databaseId, name: dataset.databaseName })
  if (database.allowed || actor.kind === 'guest') return database
  if (dataset.catalog !== null && actor.objects.catalog_access.has(catalogView(dataset.databaseName, dataset.catalog))) return yes('catalog_access')
  if (dataset.schema !== null) {
    const view = schemaView(dataset.databaseName, dataset.schema, dataset.catalog)
    if (actor.objects.schema_access.has(view)) return yes(`schema_access on ${view}`)
  }
  const view = datasetView(dataset.databaseName, dataset)
  if (actor.objects.datasource_access.has(view)) return yes(`datasource_access on ${view}`)
  if (actor.id !== null && dataset.ownerIds.includes(actor.id)) return yes('owner of the dataset')
  return no(`no access to ${view}`)
}

/** May the actor change an object? Administrators and owners may. */
export const decideOwnership = (actor: Actor, ownerIds: readonly number[]): Decision => {
  if (actor.isAdmin) return yes('administrator')
  return actor.id !== null && ownerIds.includes(actor.id) ? yes('owner') : no('neither owner nor administrator')
}

/** What an actor can read, as sets for a list's WHERE clause. */
export interface DataScope {
  readonly all: boolean
  readonly databaseIds: readonly number[]
  readonly datasetIds: readonly number[]
  readonly schemaViews: readonly string[]
  readonly catalogViews: readonly string[]
}

const idsOf = (views: ReadonlySet<string>): number[] => [...views].flatMap((view) => idOfView(view) ?? [])

export const dataScope = (actor: Actor): DataScope => ({
  all:
    actor.kind !== 'guest' &&
    (can(actor, { verb: 'all_datasource_access', view: 'all_datasource_access' }) || can(actor, { verb: 'all_database_access', view: 'all_database_access' })),
  databaseIds: idsOf(actor.objects.database_access),
  datasetIds: idsOf(actor.objects.datasource_access),
  schemaViews: [...actor.objects.schema_access],
  catalogViews: [...actor.objects.catalog_access],
})

export interface DashboardFacts {
  readonly id: number
  /** Of its embedding; null: it is not embedded. */
  readonly embeddedUuid: string | null
  readonly ownerIds: readonly number[]
  readonly published: boolean
  readonly roleIds: readonly number[]
  /** Datasets of its charts that the actor may read, and how many there are. */
  readonly readableDatasets: number
  readonly datasets: number
}

/** May the actor open a dashboard? A guest's token, or roles on the dashboard where it has some, decide alone. */
export const decideDashboard = (actor: Actor, dashboard: DashboardFacts): Decision => {
  if (actor.kind === 'guest')
    return actor.guest !== null && grantsDashboard(actor.guest, dashboard) ? yes('named by the guest’s token') : no('not named by the guest’s token')
  const owner = decideOwnership(actor, dashboard.ownerIds)
  if (owner.allowed) return owner
  if (dashboard.roleIds.length > 0) {
    const role = actor.roles.find((r) => dashboard.roleIds.includes(r.id))
    return role !== undefined && dashboard.published ? yes(`role ${role.name} of the dashboard`) : no('none of the dashboard’s roles')
  }
  if (dashboard.datasets === 0) return yes('no datasets')
  return dashboard.readableDatasets > 0 ? yes('access to one of its datasets') : no('no access to its datasets')
}
