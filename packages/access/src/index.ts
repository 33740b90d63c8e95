export { type Actor, createActor, narrowed, OBJECT_VERBS, type ObjectVerb, permissionKey } from './actor.ts'
export {
  can,
  type DashboardFacts,
  type DataScope,
  type DatasetFacts,
  type Decision,
  dataScope,
  decideDashboard,
  decideDatabase,
  decideDataset,
  decideOwnership,
} from './decide.ts'
export { type GuestGrant, type GuestRule, grantsDashboard } from './guest.ts'
export { catalogView, databaseView, datasetView, idOfView, schemaView } from './objects.ts'
export { DEFAULT_ROLES, defaultPermissions, type Permission, PUBLIC_MINIMUM } from './roles.ts'
