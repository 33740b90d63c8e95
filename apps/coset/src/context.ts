import { join, resolve } from 'node:path'
import { systemClock } from '@coset/core'
import { engineFor, engines } from '@coset/engines'
import { createSecrets, openMetadata } from '@coset/metadata'
import { type Context, closeChannels, type Engines, factorRule, flushAudit, seedRoles, seedThemes } from '@coset/resources'
import { providersFrom } from '@coset/sign-in'
import { createSqlAnalyzer } from '@coset/sql'
import { channelSettings } from './config/channel-settings.ts'
import { secretKeyOf } from './config/secret-key.ts'
import type { Config } from './config/settings.ts'
import { createLoginGate } from './credentials/login-gate.ts'
import { sharedLoginGate } from './credentials/shared-login-gate.ts'
import { createSigning, type Signing } from './credentials/signing.ts'
import { createActors } from './services/actors.ts'
import { openBackends } from './services/backends.ts'
import { createConnections } from './services/connections.ts'
import { guardedEngine } from './services/guarded-engine.ts'
import { createLog, type Log } from './services/log.ts'
import { createOneTimeLinks } from './services/one-time-links.ts'
import { onBehalfOf } from './services/person.ts'
import { createPictures, type Pictures } from './services/pictures.ts'
import { createQueryParts } from './services/query-parts.ts'
import { openTracing, type Tracing } from './tracing/open.ts'
import { tracedEngine } from './tracing/statements.ts'
import { VERSION } from './version.ts'

/** Everything a process needs, wired once. */
export interface Process extends Omit<Signing, 'credentials'> {
  readonly config: Config
  readonly production: boolean
  readonly ctx: Context
  readonly log: Log
  /** Null: no traces are made. */
  readonly tracing: Tracing | null
  readonly pictures: Pictures
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

const createEngines = (config: Config, production: boolean, tracing: Tracing | null): Engines => ({
  list: () => engines,
  find: (name) => {
    const engine = guardedEngine(engineFor(name), ownFiles(config))
    return tracing === null ? engine : tracedEngine(engine, tracing)
  },
  policy: {
    allowLocalFiles: config.allowLocalFiles,
    allowPrivateAddresses: config.allowPrivateAddresses ?? !production,
    fileRoots: [resolve(config.dataDir)],
    sshHostKeys: config.sshHostKeys,
  },
})

const signInOf = (config: Config): Context['settings']['signIn'] => ({
  sessionDays: config.sessionDays,
  passwordMinLength: config.passwordMinLength,
  registration: config.registration,
  registrationRoles: config.registrationRoles,
  withPassword: config.signInWithPassword,
  secondFactorRoles: config.secondFactorRoles,
})

const settingsOf = (config: Config, production: boolean): Context['settings'] => ({
  featureFlags: {
    ALERT_REPORTS: true,
    DASHBOARD_RBAC: true,
    DRILL_BY: true,
    DRILL_TO_DETAIL: true,
    ENABLE_TEMPLATE_PROCESSING: true,
    HORIZONTAL_FILTER_BAR: true,
    SSH_TUNNELING: true,
    TAGGING_SYSTEM: true,
    THUMBNAILS: true,
    ...config.featureFlags,
  },
  rowLimit: config.rowLimit,
  samplesRowLimit: config.samplesRowLimit,
  sqlMaxRow: config.sqlMaxRow,
  filterSelectRowLimit: config.filterSelectRowLimit,
  bundleMaxBytes: config.uploadMaxBytes * 5,
  bundleMaxEntries: 10_000,
  bundleMaxRatio: 200,
  themeFontDomains: config.themeFontDomains,
  themeAdministration: config.themeAdministration,
  filterStateDays: 90,
  formDataDays: 7,
  picturesBy: config.picturesBy,
  publicRoleLike: config.publicRoleLike === '' ? null : config.publicRoleLike,
  warmUp: { crontab: config.cacheWarmUpCron, top: config.cacheWarmUpTop, tags: config.cacheWarmUpTags },
  reports: {
    alertMinimumSeconds: config.alertMinimumInterval,
    reportMinimumSeconds: config.reportMinimumInterval,
    attach: config.alertsAttachReports,
    subjectPrefix: config.emailSubjectPrefix,
    dryRun: config.notificationDryRun,
    siteUrl: config.siteUrl,
    executors: config.reportExecutors,
    channels: channelSettings(config, production),
  },
  databaseOauth2: { clients: config.databaseOauth2Clients, redirectUri: config.databaseOauth2RedirectUri },
  signIn: signInOf(config),
  logRetentionDays: config.logRetentionDays,
  auditRetentionDays: config.auditRetentionDays,
  queryRetentionDays: config.queryRetentionDays,
  trashRetentionDays: config.trashRetentionDays,
  versionsKept: config.versionsKept,
  sqllab: {
    defaultLimit: Math.min(config.sqllabDefaultLimit, config.sqlMaxRow),
    displayMaxRow: config.displayMaxRow,
    timeoutMs: config.sqllabTimeout * 1000,
    longTimeoutMs: config.sqllabAsyncTimeLimit * 1000,
    estimateTimeoutMs: config.sqllabEstimateTimeout * 1000,
    payloadMaxBytes: config.sqllabPayloadMaxMb === 0 ? null : config.sqllabPayloadMaxMb * 1_000_000,
    exportMaxRow: config.sqllabExportMaxRow === 0 ? null : config.sqllabExportMaxRow,
    disallowedFunctions: config.disallowedSqlFunctions,
    disallowedTables: config.disallowedSqlTables,
    unparsedRoles: config.sqllabUnparsedRoles,
    resultsSeconds: config.cacheDefaultTimeout > 0 ? config.cacheDefaultTimeout : 86_400,
  },
  appName: config.appName,
  version: VERSION,
})

/** Providers of the configuration. One that cannot be used is told and left out: the others, and passwords, still let people in. */
const directoriesOf = (config: Config, log: Log): Context['providers'] => {
  const directories = providersFrom(config.signInProviders)
  for (const { name, reason } of directories.broken) log.error({ provider: name, reason }, 'an entry of signInProviders cannot be used')
  return directories
}

/** Where people come from, and who they are. */
const peopleOf = (config: Config, metadata: Context['metadata'], log: Log): Pick<Context, 'providers' | 'actors'> => {
  const providers = directoriesOf(config, log)
  return { providers, actors: createActors(metadata, systemClock.now, config.guestRole, factorRule(config.secondFactorRoles, providers)) }
}

/** The address of the metadata database. */
export const databaseUrl = (config: Config): string =>
  config.databaseUrl === '' ? `sqlite:///${join(resolve(config.dataDir), 'coset.db')}` : config.databaseUrl

/** Makes a thing when it is first asked for. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Opens the metadata database, makes roles and permissions, and wires every part. */
export const createProcess = async (config: Config, production: boolean): Promise<Process> => {
  const secretKey = secretKeyOf(config, production)
  const metadata = await openMetadata(databaseUrl(config))
  const fresh = (await metadata.db.selectFrom('users').select('id').limit(1).execute()).length === 0
  await seedRoles(metadata, config.publicRoleLike === '' ? null : config.publicRoleLike)
  const clock = systemClock
  await seedThemes(metadata, clock.now())
  const { credentials, ...signing } = createSigning(config, secretKey, clock.now)
  const log = createLog(config.logLevel, config.guestTokenHeader)
  const tracing = config.tracesUrl === '' ? null : await openTracing(config.tracesUrl, VERSION)
  const { caches, broker } = await openBackends({ config, secretKey, metadata, log, now: clock.now })
  const cache = caches.regions.data
  const analyzer = createSqlAnalyzer()
  const connections = createConnections(() => ctx)
  const query = createQueryParts({ config, clock, log, cache, analyzer, connections })
  const pictures = createPictures({
    config,
    environment: process.env,
    log,
    tokens: signing.pictureTokens,
    // Only its pictures ask it, each with the token of a minute
    app: once(async () => (await import('./roles/server-of.ts')).serverOf(running, createOneTimeLinks(clock.now), 0)),
  })
  const ctx: Context = {
    metadata,
    secrets: createSecrets(secretKey),
    clock,
    settings: settingsOf(config, production),
    engines: createEngines(config, production, tracing),
    connections,
    analyzer,
    cache,
    caches: caches.regions,
    query,
    broker,
    pictures,
    onBehalfOf,
    credentials,
    ...peopleOf(config, metadata, log),
    loginGate: sharedLoginGate(createLoginGate(config.loginAttempts, clock.now), caches.regions.metadata, config.loginAttempts, clock.now),
  }
  const running: Process = {
    config,
    production,
    ctx,
    ...signing,
    log,
    tracing,
    fresh,
    pictures,
    close: async () => {
      await pictures.close()
      await closeChannels(ctx)
      await flushAudit(ctx)
      await broker.close()
      await connections.close()
      await query.operations.close()
      await analyzer.close()
      await tracing?.close()
      await caches.close()
      await metadata.close()
    },
  }
  return running
}
