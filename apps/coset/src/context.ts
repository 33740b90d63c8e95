import { join, resolve } from 'node:path'
import { memoryCache } from '@coset/cache'
import { systemClock } from '@coset/core'
import { engineFor, engines } from '@coset/engines'
import { createSecrets, openMetadata } from '@coset/metadata'
import { type Context, type Engines, seedRoles } from '@coset/resources'
import { createSqlAnalyzer } from '@coset/sql'
import { secretKeyOf } from './config/secret-key.ts'
import type { Config } from './config/settings.ts'
import { createLoginGate } from './credentials/login-gate.ts'
import { hashPassword, verifyPassword } from './credentials/passwords.ts'
import { createSessions, type Sessions } from './credentials/sessions.ts'
import { createTokens, type Tokens } from './credentials/tokens.ts'
import { createActors } from './services/actors.ts'
import { createConnections } from './services/connections.ts'
import { guardedEngine } from './services/guarded-engine.ts'
import { VERSION } from './version.ts'

/** Everything a process needs, wired once. */
export interface Process {
  readonly config: Config
  readonly production: boolean
  readonly ctx: Context
  readonly tokens: Tokens
  readonly sessions: Sessions
  /** The metadata database was empty. */
  readonly fresh: boolean
  close(): Promise<void>
}

/** The metadata database where it is a file, and the generated key. */
const ownFiles = (config: Config): readonly string[] => {
  const url = databaseUrl(config)
  const database = /^sqlite:(?:\/\/\/)?(?<path>.+)/.exec(url)?.groups?.['path']
  const files = database === undefined ? [] : ['', '-wal', '-shm'].map((end) => resolve(database) + end)
  return [...files, resolve(config.dataDir, 'secret-key')]
}

const createEngines = (config: Config, production: boolean): Engines => ({
  list: () => engines,
  find: (name) => guardedEngine(engineFor(name), ownFiles(config)),
  policy: { allowLocalFiles: config.allowLocalFiles, allowPrivateAddresses: config.allowPrivateAddresses ?? !production, fileRoots: [resolve(config.dataDir)] },
})

const settingsOf = (config: Config): Context['settings'] => ({
  featureFlags: { DASHBOARD_RBAC: true, DRILL_BY: true, DRILL_TO_DETAIL: true, HORIZONTAL_FILTER_BAR: true, TAGGING_SYSTEM: true, ...config.featureFlags },
  rowLimit: config.rowLimit,
  samplesRowLimit: config.samplesRowLimit,
  sqlMaxRow: config.sqlMaxRow,
  filterSelectRowLimit: config.filterSelectRowLimit,
  bundleMaxBytes: config.uploadMaxBytes * 5,
  bundleMaxEntries: 10_000,
  bundleMaxRatio: 200,
  filterStateDays: 90,
  formDataDays: 7,
  publicRoleLike: config.publicRoleLike === '' ? null : config.publicRoleLike,
  appName: config.appName,
  version: VERSION,
})

/** The address of the metadata database. */
export const databaseUrl = (config: Config): string =>
  config.databaseUrl === '' ? `sqlite:///${join(resolve(config.dataDir), 'coset.db')}` : config.databaseUrl

/** Opens the metadata database, makes roles and permissions, and wires every part. */
export const createProcess = async (config: Config, production: boolean): Promise<Process> => {
  const secretKey = secretKeyOf(config, production)
  const metadata = await openMetadata(databaseUrl(config))
  const fresh = (await metadata.db.selectFrom('users').select('id').limit(1).execute()).length === 0
  await seedRoles(metadata, config.publicRoleLike === '' ? null : config.publicRoleLike)
  const clock = systemClock
  const tokens = createTokens(secretKey)
  const sessions = createSessions(secretKey, config.sessionDays * 86_400_000, clock.now)
  const cache = memoryCache({ maxBytes: config.cacheMaxBytes })
  const analyzer = createSqlAnalyzer()
  const connections = createConnections(() => ctx)
  const ctx: Context = {
    metadata,
    secrets: createSecrets(secretKey),
    clock,
    settings: settingsOf(config),
    engines: createEngines(config, production),
    connections,
    analyzer,
    cache,
    query: {
      clock,
      analyzer,
      cache,
      connection: (database) => connections.forDatabase(database.id),
      limits: {
        rowLimit: config.rowLimit,
        samplesRowLimit: config.samplesRowLimit,
        sqlMaxRow: config.sqlMaxRow,
        tableVizMaxRowServer: config.tableVizMaxRowServer,
        queryTimeoutMs: config.queryTimeout * 1000,
        defaultCacheTimeoutSeconds: config.cacheDefaultTimeout,
      },
    },
    credentials: {
      hashPassword,
      verifyPassword,
      signToken: tokens.sign,
      verifyToken: tokens.verify,
      csrfToken: (session) => sessions.csrfToken({ ...session, issued: 0 }),
    },
    actors: createActors(metadata, clock.now),
    loginGate: createLoginGate(config.loginAttempts, clock.now),
  }
  return {
    config,
    production,
    ctx,
    tokens,
    sessions,
    fresh,
    close: async () => {
      await connections.close()
      await analyzer.close()
      await cache.close()
      await metadata.close()
    },
  }
}
