import { z } from 'zod'
import {
  fileAnswer,
  getQuery,
  idParams,
  importAnswer,
  jsonObjectText,
  listRoutes,
  messageAnswer,
  resultAnswer,
  savedAnswer,
  transferRoutes,
} from '../conventions.ts'
import { route } from '../route.ts'
import { uploadRoutes } from './upload.ts'

const base = '/api/v1/database'
const read = { verb: 'can_read', view: 'Database' } as const
const write = { verb: 'can_write', view: 'Database' } as const

export const databaseParameters = z.looseObject({
  host: z.string().optional(),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  username: z.string().nullish(),
  password: z.string().nullish(),
  database: z.string().optional(),
  query: z.record(z.string(), z.string()).optional(),
  encryption: z.boolean().optional(),
  ssh: z.boolean().optional(),
})

const tunnelSecret = z.string().max(65_536).nullish()

/** The SSH server through which a database is reached. `XXXXXXXXXX` stands for what is stored. */
export const sshTunnelBody = z
  .strictObject({
    id: z.int32().nullish(),
    server_address: z
      .string()
      .max(256)
      .regex(/^[\w.:%-]+$/, 'Must be the name or address of a host.'),
    server_port: z.coerce.number().int().min(1).max(65_535),
    username: z.string().min(1).max(250),
    password: tunnelSecret,
    private_key: tunnelSecret,
    private_key_password: tunnelSecret,
  })
  .superRefine((tunnel, context) => {
    const has = (key: 'password' | 'private_key' | 'private_key_password'): boolean => (tunnel[key] ?? '') !== ''
    const wrong = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message })
    if (!has('password') && !has('private_key')) wrong('password', 'Either password or private_key is required')
    if (has('password') && has('private_key')) wrong('private_key', 'Give a password or a private key, not both.')
    if (has('private_key_password') && !has('private_key')) wrong('private_key_password', 'There is no private key that it could open.')
  })

const settings = {
  database_name: z.string().min(1).max(250),
  sqlalchemy_uri: z.string().max(1024).optional(),
  engine: z.string().nullish(),
  driver: z.string().nullish(),
  parameters: databaseParameters.optional(),
  configuration_method: z.enum(['sqlalchemy_form', 'dynamic_form']).optional(),
  cache_timeout: z.int32().nullish(),
  expose_in_sqllab: z.boolean().optional(),
  allow_run_async: z.boolean().optional(),
  allow_file_upload: z.boolean().optional(),
  allow_ctas: z.boolean().optional(),
  allow_cvas: z.boolean().optional(),
  allow_dml: z.boolean().optional(),
  force_ctas_schema: z.string().max(250).nullish(),
  impersonate_user: z.boolean().optional(),
  extra: jsonObjectText.optional(),
  masked_encrypted_extra: jsonObjectText.optional(),
  encrypted_extra: jsonObjectText.optional(),
  server_cert: z.string().nullish(),
  is_managed_externally: z.boolean().nullish(),
  external_url: z.string().nullish(),
  uuid: z.guid().optional(),
  ssh_tunnel: sshTunnelBody.nullish(),
}

/** What is not known is left out: clients write back what they read. */
export const databaseBody = z.object(settings)
export const databasePatch = databaseBody.partial()
export const connectionBody = z
  .strictObject({ ...settings, database_name: z.string().max(250).nullish(), id: z.int32().nullish(), catalog: z.unknown().optional() })
  .partial()

const browse = z.strictObject({ force: z.boolean().optional(), catalog: z.string().nullish(), upload_allowed: z.boolean().optional() })
const tableName = z.object({ name: z.string().min(1), schema: z.string().optional(), catalog: z.string().optional() })

export const databaseRoutes = {
  ...listRoutes('database', base, 'Database'),
  ...transferRoutes('database', base, 'Database'),
  oauth2: route({
    name: 'database.signedIn',
    method: 'GET',
    path: `${base}/oauth2/`,
    summary: 'Where people come back to who signed in to a database',
    guard: 'signed-in',
    query: z.object({
      state: z.string().max(400).optional(),
      code: z.string().max(4000).optional(),
      scope: z.string().max(4000).optional(),
      error: z.string().max(400).optional(),
    }),
    output: z.unknown(),
  }),
  available: route({
    name: 'database.available',
    method: 'GET',
    path: `${base}/available/`,
    summary: 'Engines that can be connected',
    guard: read,
    output: z.object({ databases: z.array(z.unknown()) }),
  }),
  get: route({
    name: 'database.get',
    method: 'GET',
    path: `${base}/:id`,
    summary: 'One database',
    guard: read,
    params: idParams,
    q: getQuery,
    output: savedAnswer,
  }),
  connection: route({
    name: 'database.connection',
    method: 'GET',
    path: `${base}/:id/connection`,
    summary: 'How a database is reached, secrets masked',
    guard: write,
    params: idParams,
    output: savedAnswer,
  }),
  create: route({
    name: 'database.create',
    method: 'POST',
    path: `${base}/`,
    summary: 'Connect a database',
    guard: write,
    body: databaseBody,
    invalidBodyStatus: 422,
    status: 201,
    output: savedAnswer,
  }),
  update: route({
    name: 'database.update',
    method: 'PUT',
    path: `${base}/:id`,
    summary: 'Change a database',
    guard: write,
    params: idParams,
    body: databasePatch,
    invalidBodyStatus: 422,
    output: savedAnswer,
  }),
  delete: route({
    name: 'database.delete',
    method: 'DELETE',
    path: `${base}/:id`,
    summary: 'Forget a database',
    guard: write,
    params: idParams,
    output: messageAnswer,
  }),
  testConnection: route({
    name: 'database.testConnection',
    method: 'POST',
    path: `${base}/test_connection/`,
    summary: 'Try a connection without saving it',
    guard: write,
    body: connectionBody,
    output: messageAnswer,
  }),
  validateParameters: route({
    name: 'database.validateParameters',
    method: 'POST',
    path: `${base}/validate_parameters/`,
    summary: 'Check a connection form',
    guard: write,
    body: connectionBody.loose(),
    invalidBodyStatus: 422,
    output: messageAnswer,
  }),
  catalogs: route({
    name: 'database.catalogs',
    method: 'GET',
    path: `${base}/:id/catalogs/`,
    summary: 'Catalogs of a database',
    guard: read,
    params: idParams,
    q: browse,
    output: z.object({ result: z.array(z.string()) }),
  }),
  schemas: route({
    name: 'database.schemas',
    method: 'GET',
    path: `${base}/:id/schemas/`,
    summary: 'Schemas of a database',
    guard: read,
    params: idParams,
    q: browse,
    output: z.object({ result: z.array(z.string()) }),
  }),
  tables: route({
    name: 'database.tables',
    method: 'GET',
    path: `${base}/:id/tables/`,
    summary: 'Tables and views of a schema',
    guard: read,
    params: idParams,
    q: z.strictObject({ schema_name: z.string(), catalog_name: z.string().nullish(), force: z.boolean().optional() }),
    output: z.object({ count: z.int32(), result: z.array(z.object({ value: z.string(), type: z.string(), extra: z.unknown() })) }),
  }),
  tableMetadata: route({
    name: 'database.tableMetadata',
    method: 'GET',
    path: `${base}/:id/table_metadata/`,
    summary: 'Columns, keys and indexes of a table',
    guard: read,
    params: idParams,
    query: tableName,
    output: z.looseObject({ name: z.string() }),
  }),
  tableExtra: route({
    name: 'database.tableExtra',
    method: 'GET',
    path: `${base}/:id/table_metadata/extra/`,
    summary: 'Partitions and the like of a table',
    guard: read,
    params: idParams,
    query: tableName,
    output: z.looseObject({}),
  }),
  tableMetadataByPath: route({
    name: 'database.tableMetadataByPath',
    method: 'GET',
    path: `${base}/:id/table/:table/:schema/`,
    summary: 'Columns, keys and indexes of a table, named in the address',
    guard: read,
    params: idParams.extend({ table: z.string(), schema: z.string() }),
    output: z.looseObject({ name: z.string() }),
  }),
  tableExtraByPath: route({
    name: 'database.tableExtraByPath',
    method: 'GET',
    path: `${base}/:id/table_extra/:table/:schema/`,
    summary: 'Partitions and the like of a table, named in the address',
    guard: read,
    params: idParams.extend({ table: z.string(), schema: z.string() }),
    output: z.looseObject({}),
  }),
  selectStar: route({
    name: 'database.selectStar',
    method: 'GET',
    path: `${base}/:id/select_star/:table/:schema/`,
    summary: 'A SELECT over a table',
    guard: read,
    params: idParams.extend({ table: z.string(), schema: z.string() }),
    output: z.object({ result: z.string() }),
  }),
  selectStarDefault: route({
    name: 'database.selectStarDefault',
    method: 'GET',
    path: `${base}/:id/select_star/:table/`,
    summary: 'A SELECT over a table of the default schema',
    guard: read,
    params: idParams.extend({ table: z.string() }),
    output: z.object({ result: z.string() }),
  }),
  functionNames: route({
    name: 'database.functionNames',
    method: 'GET',
    path: `${base}/:id/function_names/`,
    summary: 'Functions of the engine',
    guard: read,
    params: idParams,
    output: z.object({ function_names: z.array(z.string()) }),
  }),
  relatedObjects: route({
    name: 'database.relatedObjects',
    method: 'GET',
    path: `${base}/:id/related_objects/`,
    summary: 'What uses a database',
    guard: read,
    params: idParams,
    output: z.looseObject({}),
  }),
  validateSql: route({
    name: 'database.validateSql',
    method: 'POST',
    path: `${base}/:id/validate_sql/`,
    summary: 'Check SQL text',
    guard: read,
    params: idParams,
    body: z.looseObject({ sql: z.string(), schema: z.string().nullish(), catalog: z.string().nullish(), template_params: z.looseObject({}).nullish() }),
    output: resultAnswer,
  }),
  ...uploadRoutes,
  syncPermissions: route({
    name: 'database.syncPermissions',
    method: 'POST',
    path: `${base}/:id/sync_permissions/`,
    summary: 'Make permissions for the catalogs and schemas that a database has now',
    guard: write,
    params: idParams,
    output: messageAnswer,
  }),
  assetsExport: route({
    name: 'assets.export',
    method: 'GET',
    path: '/api/v1/assets/export/',
    summary: 'Everything as one bundle; with `everything=true` also what Superset’s bundles do not know, with `kinds` only these',
    guard: { verb: 'can_export', view: 'ImportExportRestApi' },
    query: z.object({ everything: z.enum(['true', 'false']).optional(), kinds: z.string().max(500).optional() }).loose(),
    output: fileAnswer,
  }),
  assetsImport: route({
    name: 'assets.import',
    method: 'POST',
    path: '/api/v1/assets/import/',
    summary: 'Import a bundle of any kinds',
    guard: { verb: 'can_import_', view: 'ImportExportRestApi' },
    bodyKind: 'multipart',
    output: importAnswer,
  }),
} as const
