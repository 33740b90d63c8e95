import { cacheMembers } from '@coset/cache'
import { oauth2ClientSchema } from '@coset/resources'
import { z } from 'zod'
import { DISALLOWED_FUNCTIONS, DISALLOWED_TABLES } from './disallowed-sql.ts'

interface Setting<S extends z.ZodType = z.ZodType> {
  readonly schema: S
  readonly about: string
  /** The reference's key for the same thing. */
  readonly reference?: string
  readonly secret?: boolean
}

const setting = <S extends z.ZodType>(schema: S, about: string, extra: { readonly reference?: string; readonly secret?: boolean } = {}): Setting<S> => ({
  schema,
  about,
  ...extra,
})

const flag = z.union([z.boolean(), z.stringbool()])
const whole = z.coerce.number().int()

/** A JSON value, or its text as environments carry it. */
const json = <S extends z.ZodType>(schema: S, what: string) =>
  z.union([
    schema,
    z.string().transform((text, context): z.output<S> => {
      try {
        return schema.parse(JSON.parse(text))
      } catch {
        context.addIssue({ code: 'custom', message: `must be ${what} as JSON` })
        return z.NEVER
      }
    }),
  ])
const CACHE_SCHEMES = cacheMembers
  .flatMap((member) => member.schemes)
  .map((scheme) => `\`${scheme}\``)
  .join(', ')
const cacheAddress = (otherwise: string) =>
  z
    .string()
    .refine(
      (url) => url === '' || cacheMembers.some((member) => member.schemes.some((scheme) => url.startsWith(scheme))),
      `must start with one of ${CACHE_SCHEMES}`,
    )
    .refine((url) => url !== '' || otherwise === '', 'must not be empty')
    .default(otherwise)
const namesByEngine = json(z.record(z.string(), z.array(z.string().min(1))), 'an object of lists of names')

/** Every setting, once. The environment name is `COSET_` and the key in capitals: `rowLimit` → `COSET_ROW_LIMIT`. */
export const SETTINGS = {
  host: setting(z.string().default('127.0.0.1'), 'Address to listen on.'),
  port: setting(whole.min(0).max(65_535).default(8088), 'Port to listen on; 0 takes a free one.', { reference: 'SUPERSET_WEBSERVER_PORT' }),
  dataDir: setting(
    z.string().default('.coset'),
    'Folder of the metadata database, example data and the generated secret key. Made with access for its owner only.',
    { reference: 'DATA_DIR' },
  ),
  databaseUrl: setting(z.string().default(''), 'Metadata database: `sqlite:///path`, `postgresql://…` or `mysql://…`. Empty: `coset.db` in the data folder.', {
    reference: 'SQLALCHEMY_DATABASE_URI',
    secret: true,
  }),
  secretKey: setting(
    z.string().default(''),
    'Signs sessions and tokens and seals secrets at rest. Empty: made once and kept in the data folder; production needs one of 32 bytes or more.',
    { reference: 'SECRET_KEY', secret: true },
  ),
  adminUsername: setting(z.string().min(1).default('admin'), 'Name of the administrator made on the first start.'),
  adminPassword: setting(z.string().default(''), 'Password of that administrator. Empty: one is generated and printed once.', { secret: true }),
  loadExamples: setting(flag.default(true), 'Load the example dashboards on the first start.', { reference: 'load_examples' }),
  tracesUrl: setting(
    z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
    'Where traces go: an OpenTelemetry collector’s OTLP over HTTP, like `http://127.0.0.1:4318/v1/traces`. Empty: none are made.',
    { secret: true },
  ),
  themeAdministration: setting(flag.default(true), 'Administrators may choose the themes of the whole site.', { reference: 'ENABLE_UI_THEME_ADMINISTRATION' }),
  themeFontDomains: setting(
    json(z.array(z.string().min(1)), 'a list of hosts').default(['fonts.googleapis.com', 'fonts.gstatic.com', 'use.typekit.net']),
    'Hosts that themes may name as sources of fonts.',
    { reference: 'THEME_FONT_URL_ALLOWED_DOMAINS' },
  ),
  cacheUrl: setting(cacheAddress('memory:'), `Where results are cached: ${CACHE_SCHEMES}; see caching.md.`, { reference: 'DATA_CACHE_CONFIG', secret: true }),
  cacheMetadataUrl: setting(cacheAddress(''), 'Another cache for tables and columns of databases; empty: the same.', {
    reference: 'CACHE_CONFIG',
    secret: true,
  }),
  cacheThumbnailsUrl: setting(cacheAddress(''), 'Another cache for pictures; empty: the same.', { reference: 'THUMBNAIL_CACHE_CONFIG', secret: true }),
  cacheResultsUrl: setting(cacheAddress(''), 'Another cache for rows of SQL Lab; empty: the same.', { reference: 'RESULTS_BACKEND', secret: true }),
  cacheMaxBytes: setting(whole.min(1_000_000).default(256_000_000), 'Most bytes that a memory or file cache holds.'),
  cacheWarmUpCron: setting(z.string().default(''), 'When charts are asked ahead, as cron in UTC; empty: never.', {
    reference: 'CELERY_CONFIG.beat_schedule.cache-warmup',
  }),
  cacheWarmUpTop: setting(whole.min(0).max(1000).default(10), 'How many of the dashboards that were opened most within a week are warmed up.'),
  cacheWarmUpTags: setting(json(z.array(z.string().min(1)), 'a list of tags').default([]), 'Tags whose dashboards are warmed up too.'),
  cacheDefaultTimeout: setting(
    whole.min(-1).default(86_400),
    'Seconds that an answer stays cached when neither chart, dataset nor database say so; -1 switches caching off.',
    { reference: 'CACHE_DEFAULT_TIMEOUT' },
  ),
  brokerUrl: setting(
    z
      .string()
      .regex(/^(?:in-process:|rediss?:\/\/|amqps?:\/\/)/, 'must start with in-process:, redis://, rediss://, amqp:// or amqps://')
      .default('in-process:'),
    'Where jobs wait: `in-process:` (in the metadata database), `redis://…` or `amqp://…` (RabbitMQ).',
    { reference: 'CELERY_CONFIG.broker_url', secret: true },
  ),
  brokerPrefix: setting(
    z
      .string()
      .regex(/^[a-z0-9-]{1,30}$/, 'must be of small letters, digits and dashes')
      .default('coset'),
    'Stands before the names of queues; sites that share a broker need different ones.',
  ),
  asyncQueriesJwtSecret: setting(
    z.union([z.literal(''), z.string().min(32)]).default(''),
    'Signs the cookie of event channels, where another event server reads it too; 32 bytes or more. Empty: the site’s own.',
    {
      reference: 'GLOBAL_ASYNC_QUERIES_JWT_SECRET',
      secret: true,
    },
  ),
  workerQueues: setting(
    z
      .string()
      .regex(
        /^(?:(?:queries|thumbnails|reports|maintenance)(?:=\d{1,3})?)(?:,(?:queries|thumbnails|reports|maintenance)(?:=\d{1,3})?)*$/,
        'must name queues, such as queries=4,reports',
      )
      .default('queries=4,thumbnails=1,reports=2,maintenance=1'),
    'Queues that a worker takes jobs from, with how many at once.',
    { reference: 'CELERY_CONFIG.worker_concurrency' },
  ),
  workerVisibilitySeconds: setting(whole.min(5).max(3600).default(60), 'Seconds without a sign of life after which a worker’s jobs are given to another.'),
  healthPort: setting(whole.min(0).max(65_535).default(0), 'Port on which workers and beats answer `/health` and `/metrics`; 0: none.'),
  siteUrl: setting(z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''), 'Where people reach the site; links of notices begin with it.', {
    reference: 'WEBDRIVER_BASEURL_USER_FRIENDLY',
  }),
  smtpUrl: setting(
    z
      .string()
      .regex(/^(?:|smtps?:\/\/.+)$/, 'must start with smtp:// or smtps://')
      .default(''),
    'Mail server: `smtp://[user:password@]host:port` (STARTTLS when offered) or `smtps://…`. Empty: no mail.',
    { reference: 'SMTP_HOST', secret: true },
  ),
  smtpMailFrom: setting(z.string().default('coset@localhost'), 'Sender of mails.', { reference: 'SMTP_MAIL_FROM' }),
  smtpRequireTls: setting(flag.default(false), 'Refuse mail servers that offer no STARTTLS.', { reference: 'SMTP_STARTTLS' }),
  slackToken: setting(z.string().default(''), 'Token of the Slack app that sends notices.', { reference: 'SLACK_API_TOKEN', secret: true }),
  slackApiUrl: setting(z.url().default('https://slack.com/api/'), 'Address of the Slack API.', { reference: 'SLACK_PROXY' }),
  webhookSecret: setting(z.string().default(''), 'Signs the bodies of webhooks; empty: unsigned.', { secret: true }),
  webhookHttpsOnly: setting(flag.default(true), 'Webhooks go to https addresses only.', { reference: 'ALERT_REPORTS_WEBHOOK_HTTPS_ONLY' }),
  emailSubjectPrefix: setting(z.string().default('[Report] '), 'Stands before the subject of notices.', { reference: 'EMAIL_REPORTS_SUBJECT_PREFIX' }),
  notificationDryRun: setting(flag.default(false), 'Notices are logged instead of sent.', { reference: 'ALERT_REPORTS_NOTIFICATION_DRY_RUN' }),
  alertsAttachReports: setting(flag.default(true), 'Alerts carry the picture or file of their chart or dashboard.', { reference: 'ALERTS_ATTACH_REPORTS' }),
  alertMinimumInterval: setting(whole.min(0).default(0), 'Seconds between two runs of an alert at least; below 120: no minimum.', {
    reference: 'ALERT_MINIMUM_INTERVAL',
  }),
  reportMinimumInterval: setting(whole.min(0).default(0), 'Seconds between two runs of a report at least; below 120: no minimum.', {
    reference: 'REPORT_MINIMUM_INTERVAL',
  }),
  reportExecutors: setting(
    json(z.array(z.string().regex(/^(?:owner|creator|creator_owner|modifier|modifier_owner|user:.+)$/)).min(1), 'a list of kinds').default(['owner']),
    'In whose name alerts and reports run: the first of `owner`, `creator`, `creator_owner`, `modifier`, `modifier_owner`, `user:<name>` that names an active account.',
    { reference: 'ALERT_REPORTS_EXECUTORS' },
  ),
  metricsToken: setting(z.string().default(''), 'Bearer token that `/metrics` of a server asks for; empty: only this machine itself may ask.', {
    secret: true,
  }),
  picturesBy: setting(
    z.enum(['auto', 'server', 'browser']).default('auto'),
    'Who draws pictures: `server` alone, the `browser` (Chromium) all of them, or `auto`: the server, and the browser what the server cannot. Without a browser the server draws.',
    { reference: 'WEBDRIVER_TYPE' },
  ),
  browserPages: setting(whole.min(1).max(16).default(1), 'Pages that the browser of pictures has open at once, in each process that draws.'),
  browserMemoryMb: setting(whole.min(64).max(8192).default(512), 'Megabytes that the scripts of such a page may take.'),
  browserTimeout: setting(whole.min(5).max(60).default(45), 'Seconds that a picture of the browser may take, and that its token is good for.', {
    reference: 'SCREENSHOT_LOAD_WAIT',
  }),
  logRetentionDays: setting(whole.min(0).default(0), 'Days that the log of actions is kept; 0: for ever.'),
  auditRetentionDays: setting(whole.min(0).default(365), 'Days that the audit log is kept; 0: for ever.'),
  queryRetentionDays: setting(whole.min(0).default(0), 'Days that the history of SQL Lab is kept; 0: for ever.'),
  trashRetentionDays: setting(whole.min(0).default(30), 'Days that deleted objects can be put back; 0: for ever.'),
  versionsKept: setting(whole.min(1).default(100), 'Versions that are kept of an object at most.'),
  featureFlags: setting(
    z
      .union([
        z.record(z.string(), z.boolean()),
        z.string().transform((text, context) => {
          try {
            return z.record(z.string(), z.boolean()).parse(JSON.parse(text === '' ? '{}' : text))
          } catch {
            context.addIssue({ code: 'custom', message: 'must be a JSON object of booleans' })
            return z.NEVER
          }
        }),
      ])
      .default({}),
    'Feature flags by name, as JSON.',
    { reference: 'FEATURE_FLAGS' },
  ),
  rowLimit: setting(whole.min(1).default(50_000), 'Rows of a chart query that names no limit.', { reference: 'ROW_LIMIT' }),
  samplesRowLimit: setting(whole.min(1).default(1000), 'Rows of samples.', { reference: 'SAMPLES_ROW_LIMIT' }),
  sqlMaxRow: setting(whole.min(1).default(100_000), 'Most rows that any query returns.', { reference: 'SQL_MAX_ROW' }),
  tableVizMaxRowServer: setting(whole.min(1).default(500_000), 'Most rows of a table with server pages.', { reference: 'TABLE_VIZ_MAX_ROW_SERVER' }),
  filterSelectRowLimit: setting(whole.min(1).default(10_000), 'Most choices of a filter.', { reference: 'FILTER_SELECT_ROW_LIMIT' }),
  exportTimeout: setting(whole.min(1).default(1800), 'Seconds that a streamed download may take.'),
  resultMaxBytes: setting(whole.min(1_000_000).default(500_000_000), 'About how many bytes of cells one result may hold in memory; larger ones are refused.'),
  queryTimeout: setting(whole.min(1).default(60), 'Seconds after which a query is cancelled at its database.', { reference: 'SUPERSET_WEBSERVER_TIMEOUT' }),
  sqllabTimeout: setting(whole.min(1).default(30), 'Seconds after which a run of SQL Lab is cancelled at its database.', { reference: 'SQLLAB_TIMEOUT' }),
  sqllabAsyncTimeLimit: setting(
    whole.min(1).max(2_000_000).default(21_600),
    'Seconds after which a run of SQL Lab that nobody waits for, or a streamed download, is cancelled.',
    { reference: 'SQLLAB_ASYNC_TIME_LIMIT_SEC' },
  ),
  sqllabDefaultLimit: setting(whole.min(1).default(1000), 'Rows that a new tab of SQL Lab asks for.', { reference: 'DEFAULT_SQLLAB_LIMIT' }),
  sqllabEstimateTimeout: setting(whole.min(1).default(10), 'Seconds that an estimate of costs may take.', {
    reference: 'SQLLAB_QUERY_COST_ESTIMATE_TIMEOUT',
  }),
  displayMaxRow: setting(whole.min(1).default(10_000), 'Rows that one answer of SQL Lab carries; clients ask for the others by page.', {
    reference: 'DISPLAY_MAX_ROW',
  }),
  sqllabPayloadMaxMb: setting(whole.min(0).default(0), 'Largest result of SQL Lab in megabytes of JSON; 0: only the general limit of results.', {
    reference: 'SQLLAB_PAYLOAD_MAX_MB',
  }),
  sqllabExportMaxRow: setting(whole.min(0).default(0), 'Most rows of a streamed CSV download; 0: all of them.', { reference: 'SQL_MAX_ROW' }),
  sqllabUnparsedRoles: setting(
    json(z.array(z.string().min(1)), 'a list of role names').default([]),
    'Roles whose people may run SQL that the parser does not understand, where they may read the whole database; it runs read-only. Everybody else is refused.',
  ),
  disallowedSqlFunctions: setting(namesByEngine.default(DISALLOWED_FUNCTIONS), 'Functions that SQL Lab refuses, by engine, as JSON.', {
    reference: 'DISALLOWED_SQL_FUNCTIONS',
  }),
  disallowedSqlTables: setting(
    namesByEngine.default(DISALLOWED_TABLES),
    'Tables that SQL Lab refuses, by engine, as JSON: `table` in any schema, or `schema.table`.',
    { reference: 'DISALLOWED_SQL_TABLES' },
  ),
  allowPrivateAddresses: setting(flag.optional(), 'Databases may be reached on private and loopback addresses. Unset: yes, except in production.', {
    reference: 'PREVENT_UNSAFE_DB_CONNECTIONS',
  }),
  allowLocalFiles: setting(flag.default(false), 'SQLite and DuckDB files may lie outside the data folder.', { reference: 'PREVENT_UNSAFE_DB_CONNECTIONS' }),
  sshHostKeys: setting(
    json(z.record(z.string(), z.array(z.string().startsWith('SHA256:')).min(1)), 'an object of lists of fingerprints').default({}),
    'Keys that SSH servers on the way to databases must show: `{"host": ["SHA256:…"]}`, or `host:port`. One that is not listed is held to the first key that it showed this process.',
  ),
  databaseOauth2Clients: setting(
    json(z.record(z.string(), oauth2ClientSchema), 'clients by the name of an engine').default({}),
    'Who signs people in to databases by OAuth2: `{"Trino": {"id", "secret", "scope", "authorization_request_uri", "token_request_uri"}}`.',
    { reference: 'DATABASE_OAUTH2_CLIENTS', secret: true },
  ),
  databaseOauth2RedirectUri: setting(
    z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
    'Where people come back to who signed in to a database. Empty: `/api/v1/database/oauth2/` of the site’s address.',
    { reference: 'DATABASE_OAUTH2_REDIRECT_URI' },
  ),
  publicRoleLike: setting(
    z.string().default(''),
    'Give people who are not signed in the rights of this role, while their own role holds none; `Public` means the minimum for public dashboards.',
    { reference: 'PUBLIC_ROLE_LIKE' },
  ),
  guestTokenSecret: setting(
    z.union([z.literal(''), z.string().min(32)]).default(''),
    'Signs the tokens of guests, where another service makes them too; 32 bytes or more. Empty: derived from the secret key.',
    { reference: 'GUEST_TOKEN_JWT_SECRET', secret: true },
  ),
  guestTokenSeconds: setting(whole.min(10).max(86_400).default(300), 'Seconds that a guest’s token is good for.', { reference: 'GUEST_TOKEN_JWT_EXP_SECONDS' }),
  guestTokenAudience: setting(
    z.string().default(''),
    'Whom the tokens of guests are for, their `aud`. Empty: the site’s address, or `coset` where none is set.',
    {
      reference: 'GUEST_TOKEN_JWT_AUDIENCE',
    },
  ),
  guestTokenHeader: setting(
    z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be the name of a header')
      .refine((name) => !['authorization', 'cookie', 'host', 'origin', 'referer'].includes(name.toLowerCase()), 'is a header with a meaning of its own')
      .default('X-GuestToken'),
    'Header that carries a guest’s token.',
    { reference: 'GUEST_TOKEN_HEADER_NAME' },
  ),
  guestRole: setting(
    z
      .string()
      .min(1)
      .refine((name) => name !== 'Admin', 'must not be Admin')
      .default('Public'),
    'Role whose permissions guests have.',
    { reference: 'GUEST_ROLE_NAME' },
  ),
  sessionDays: setting(whole.min(1).default(31), 'Days after which a browser session ends.', { reference: 'PERMANENT_SESSION_LIFETIME' }),
  passwordMinLength: setting(whole.min(8).max(128).default(10), 'Shortest password that somebody may choose.', {
    reference: 'FAB_PASSWORD_COMPLEXITY_ENABLED',
  }),
  registration: setting(flag.default(false), 'People may make themselves an account; a mail with a link confirms their address.', {
    reference: 'AUTH_USER_REGISTRATION',
  }),
  registrationRoles: setting(
    json(
      z.array(
        z
          .string()
          .min(1)
          .refine((name) => name !== 'Admin', 'must not be Admin'),
      ),
      'a list of role names',
    ).default(['Public']),
    'Roles of people who made themselves an account.',
    { reference: 'AUTH_USER_REGISTRATION_ROLE' },
  ),
  signInProviders: setting(
    json(z.array(z.unknown()), 'a list of providers').default([]),
    'Where else people come from: OpenID Connect, OAuth 2, SAML, LDAP, a trusted header; a list, see signing-in.md.',
    { reference: 'AUTH_TYPE, OAUTH_PROVIDERS, SAML_PROVIDERS, AUTH_LDAP_*', secret: true },
  ),
  signInWithPassword: setting(
    flag.default(true),
    'Passwords of accounts of this site are taken. Off: people come from `signInProviders` only; an administrator who is locked out switches it on for a start, see signing-in.md.',
  ),
  secondFactorRoles: setting(
    json(z.array(z.string().min(1)), 'a list of role names').default([]),
    'Roles whose holders must have a second factor, directly or through a group; `*`: everybody. Who has none sets one up at the next sign-in, see signing-in.md.',
  ),
  cookieSecure: setting(flag.optional(), 'Session cookies travel over HTTPS only. Unset: in production.', { reference: 'SESSION_COOKIE_SECURE' }),
  trustProxy: setting(flag.default(false), 'Believe X-Forwarded-* headers of the reverse proxy.', { reference: 'ENABLE_PROXY_FIX' }),
  loginAttempts: setting(whole.min(1).default(10), 'Wrong passwords per account and address within five minutes before sign-in pauses.', {
    reference: 'AUTH_RATE_LIMIT',
  }),
  rateLimitPerSecond: setting(
    whole.min(0).max(1_000_000).optional(),
    'Requests of the API per second and account, or address of those who are not signed in, each process for itself; bursts may be several times that. 0: no limit. Unset: 50 in production, none otherwise.',
    { reference: 'RATELIMIT_APPLICATION' },
  ),
  requestTimeout: setting(
    whole.min(1).max(86_400).default(300),
    'Seconds within which a request must have arrived whole, with its files; its headers within 20. Answers may take longer.',
  ),
  uploadMaxBytes: setting(whole.min(1000).default(100_000_000), 'Largest body of an upload.', { reference: 'ZIPPED_FILE_MAX_SIZE' }),
  logLevel: setting(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'), 'How much is logged.', { reference: 'LOG_LEVEL' }),
  appName: setting(z.string().min(1).default('Coset'), 'Name shown in the client.', { reference: 'APP_NAME' }),
} as const

export type SettingKey = keyof typeof SETTINGS

/** `rowLimit` → `COSET_ROW_LIMIT`. */
export const environmentName = (key: string): string => `COSET_${key.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase()}`

type Shape = { -readonly [K in SettingKey]: (typeof SETTINGS)[K]['schema'] }

export const configSchema = z.strictObject(Object.fromEntries(Object.entries(SETTINGS).map(([key, { schema }]) => [key, schema])) as Shape)

export type Config = z.output<typeof configSchema>
/** What `coset.config.ts` may export by default. */
export type ConfigInput = z.input<typeof configSchema>
