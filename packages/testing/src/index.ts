export { type Answer, bearerClient, type Client, createClient, csrfOf, type Json, multipart, q, sessionClient, tokensOf } from './client.ts'
export { type ServerKind, type TemporaryDatabase, temporaryDatabase } from './database.ts'
export { type TemporaryFolder, temporaryFolder } from './folder.ts'
export { leakCheck, until } from './until.ts'
