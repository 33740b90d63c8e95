export { insertRow } from './insert.ts'
export { type Metadata, type MetadataKind, openMetadata } from './open.ts'
export { createSecrets, type Secrets } from './secrets.ts'
export type * from './tables.ts'
