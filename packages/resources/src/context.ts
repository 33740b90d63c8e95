import type { Actor, GuestGrant, PictureGrant } from '@coset/access'
import type { Broker } from '@coset/broker'
import type { Cache, Caches } from '@coset/cache'
import type { Clock } from '@coset/core'
import type { Connection, ConnectionConfig, Engine, Oauth2Client } from '@coset/engines'
import type { Metadata, Secrets } from '@coset/metadata'
import type { ChannelSettings } from '@coset/notify'
import type { QueryDependencies } from '@coset/query'
import type { Directories } from '@coset/sign-in'
import type { SqlAnalyzer } from '@coset/sql'

/** The limits and switches that resources read; from the configuration. */
export interface Settings {
  readonly featureFlags: Readonly<Record<string, boolean>>
  readonly rowLimit: number
  readonly samplesRowLimit: number
  readonly sqlMaxRow: number
  readonly filterSelectRowLimit: number
  readonly bundleMaxBytes: number
  readonly bundleMaxEntries: number
  readonly bundleMaxRatio: number
  /** Hosts that themes may load fonts from. */
  readonly themeFontDomains: readonly string[]
  /** Administrators may choose the site's themes. */
  readonly themeAdministration: boolean
  readonly filterStateDays: number
  readonly formDataDays: number
  readonly publicRoleLike: string | null
  /** Who draws pictures; `auto`: the server, and the browser what the server cannot. */
  readonly picturesBy: 'auto' | 'server' | 'browser'
  /** Which dashboards' charts are asked ahead, and when; an empty schedule: none. */
  readonly warmUp: { readonly crontab: string; readonly top: number; readonly tags: readonly string[] }
  readonly reports: {
    /** Seconds between two runs at least; below 120: no minimum. */
    readonly alertMinimumSeconds: number
    readonly reportMinimumSeconds: number
    /** Alerts carry pictures and files of their chart or dashboard. */
    readonly attach: boolean
    readonly subjectPrefix: string
    /** Notices are logged instead of sent. */
    readonly dryRun: boolean
    /** Where people reach the site; links of notices begin with it. */
    readonly siteUrl: string
    /** In whose name schedules run: the first kind that names somebody. */
    readonly executors: readonly string[]
    readonly channels: ChannelSettings
  }
  /** Who signs people in to databases of an engine, by its name; an empty address: the site's own. */
  readonly databaseOauth2: { readonly clients: Readonly<Record<string, Oauth2Client>>; readonly redirectUri: string }
  readonly signIn: {
    readonly sessionDays: number
    /** Shortest password that somebody may choose. */
    readonly passwordMinLength: number
    /** People may make themselves an account, and the roles these get. */
    readonly registration: boolean
    readonly registrationRoles: readonly string[]
    /** Passwords of accounts of this site are taken; false: people come from providers only. */
    readonly withPassword: boolean
    /** Roles whose holders must have a second factor; `*`: everybody's. */
    readonly secondFactorRoles: readonly string[]
  }
  /** Days that the log of actions is kept; 0: for ever. */
  readonly logRetentionDays: number
  /** Days that the audit log is kept; 0: for ever. */
  readonly auditRetentionDays: number
  /** Days that the history of SQL Lab is kept; 0: for ever. */
  readonly queryRetentionDays: number
  /** Days that deleted objects can be put back; 0: for ever. */
  readonly trashRetentionDays: number
  /** Versions of an object at most. */
  readonly versionsKept: number
  readonly sqllab: {
    readonly defaultLimit: number
    /** Rows that one answer carries at most; the others are asked for by page. */
    readonly displayMaxRow: number
    readonly timeoutMs: number
    /** Of runs that nobody waits for, and of downloads. */
    readonly longTimeoutMs: number
    readonly estimateTimeoutMs: number
    /** Largest result in bytes of its JSON; null: none but the general one. */
    readonly payloadMaxBytes: number | null
    /** Rows of a streamed download; null: all. */
    readonly exportMaxRow: number | null
    /** Engine → names. */
    readonly disallowedFunctions: Readonly<Record<string, readonly string[]>>
    readonly disallowedTables: Readonly<Record<string, readonly string[]>>
    /** Roles whose people may run what the parser does not understand, read-only. */
    readonly unparsedRoles: readonly string[]
    /** Seconds that results are kept when the database does not say. */
    readonly resultsSeconds: number
  }
  readonly appName: string
  readonly version: string
}

/** Engines by the name in a URI; members are chosen where the process starts. */
export interface Engines {
  list(): readonly Engine[]
  /** Throws BadRequest naming the unknown engine. */
  find(uriName: string): Engine
  /** Rules for addresses that people may connect. */
  readonly policy: ConnectionConfig['policy']
}

/** Open pools, one a database. */
export interface Connections {
  forDatabase(id: number): Promise<Connection>
  /** After a change of address or secrets. */
  forget(id: number): Promise<void>
}

/** Passwords and tokens; the algorithms live where the process starts. */
export interface Credentials {
  hashPassword(password: string): Promise<string>
  verifyPassword(password: string, hash: string): Promise<boolean>
  signToken(kind: 'access' | 'refresh', userId: number): Promise<string>
  /** Throws NotAuthenticated. */
  verifyToken(kind: 'access' | 'refresh', token: string): Promise<TokenFacts>
  csrfToken(session: SessionFacts): string
  signGuestToken(claims: GuestClaims): Promise<string>
}

/** What a guest's token says. */
export interface GuestClaims extends GuestGrant {
  readonly user: { readonly username?: string | undefined; readonly first_name?: string | undefined; readonly last_name?: string | undefined }
}

export interface SessionFacts {
  readonly userId: number | null
  readonly seed: string
}

/** What a token of the API says. */
export interface TokenFacts {
  readonly userId: number
  /** Epoch milliseconds. */
  readonly issued: number
}

/** Actors by user; a short memory keeps permission look-ups off the hot path. */
export interface Actors {
  byId(userId: number): Promise<Actor | null>
  /** Null also for tokens that were given before the account signed out everywhere. */
  byToken(token: TokenFacts): Promise<Actor | null>
  /** Whom a key for programs stands for, narrowed to its scopes. */
  byKey(key: string): Promise<Actor | null>
  /** Null also for sessions that were ended. */
  bySession(session: { readonly userId: number; readonly seed: string }): Promise<Actor | null>
  anonymous(): Promise<Actor>
  guest(claims: GuestClaims): Promise<Actor>
  /** After a change of users, roles or permissions. */
  forget(): void
}

/** A page of ours that is photographed. */
export interface PictureShot {
  readonly object: PictureGrant
  /** Whose eyes; null: somebody who is not signed in. */
  readonly userId: number | null
  /** What the page is to show, as its own address tells it. */
  readonly parameters: Readonly<Record<string, string>>
  /** px of the page */
  readonly width: number
  /** px of the picture; null: as high as the page is. */
  readonly height: number | null
  /** px; more of a high page is left out. */
  readonly mostHeight?: number
  readonly kind: 'png' | 'pdf'
  /** Device pixels per px. */
  readonly scale: number
}

/** The browser that draws what the server cannot. */
export interface PictureBrowser {
  /** Null where there is no browser or it failed, which the log tells once. Rejects when the signal ends it. */
  shoot(shot: PictureShot, signal: AbortSignal): Promise<Uint8Array | null>
}

/** Everything a command may use. One per process. */
export interface Context {
  readonly metadata: Metadata
  readonly secrets: Secrets
  readonly clock: Clock
  readonly settings: Settings
  readonly engines: Engines
  readonly connections: Connections
  readonly analyzer: SqlAnalyzer
  /** Answers of charts. */
  readonly cache: Cache
  /** Every region; `data` is `cache`. */
  readonly caches: Caches['regions']
  readonly query: QueryDependencies
  readonly broker: Broker
  readonly pictures: PictureBrowser
  /** Does work on behalf of somebody: connections that run statements in people's own names ask who it is. */
  readonly onBehalfOf: <T>(actor: Actor, work: () => T) => T
  readonly credentials: Credentials
  /** Where people come from who have no password here. */
  readonly providers: Directories
  readonly actors: Actors
  /** Slows repeated sign-ins, whichever server they reach. `check` throws TooManyRequests. */
  readonly loginGate: {
    check(username: string, address: string): Promise<void>
    failed(username: string, address: string): Promise<void>
    passed(username: string, address: string): Promise<void>
  }
}
