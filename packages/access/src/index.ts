export { type Actor, createActor, mayViewAs, narrowed, OBJECT_VERBS, type ObjectVerb, permissionKey, type Viewer, viewedBy } from './actor.ts'
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
export { lookingAt, type PictureGrant } from './picture.ts'
export { DEFAULT_ROLES, defaultPermissions, type Permission, PUBLIC_MINIMUM } from './roles.ts'
