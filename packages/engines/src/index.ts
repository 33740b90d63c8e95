export { resolveHost, validateFile, validateNetwork } from './policy.ts'
export type * from './port.ts'
export { canConnect, engineFor, engines } from './registry.ts'
export { type FormatUriOptions, formatDatabaseUri, PASSWORD_MASK, parseDatabaseUri } from './uri.ts'
