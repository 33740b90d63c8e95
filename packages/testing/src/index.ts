export {
  type Answer,
  bearerClient,
  type Client,
  createClient,
  csrfOf,
  type Json,
  multipart,
  q,
  sessionClient,
  tokenClient,
  tokensOf,
  visitorClient,
} from './client.ts'
export { type ServerKind, type TemporaryDatabase, temporaryDatabase } from './database.ts'
export { type TemporaryFolder, temporaryFolder } from './folder.ts'
export {
  type FuzzRun,
  fuzz,
  fuzzRun,
  mutateBytes,
  mutateJson,
  mutateText,
  mutateWords,
  ODD_TEXTS,
  pick,
  type Random,
  randomJson,
  seededRandom,
  whole,
} from './fuzz.ts'
export { type RunningProcess, startProcess } from './process.ts'
export { type SshServer, startSshServer } from './ssh-server.ts'
export { leakCheck, until } from './until.ts'
