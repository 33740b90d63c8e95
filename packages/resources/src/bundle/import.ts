import { type Actor, can } from '@coset/access'
import { BadRequest, Forbidden } from '@coset/core'
import { parseDatabaseUri } from '@coset/engines'
import type { Context } from '../context.ts'
import { PASSWORD_MASK } from '../database/index.ts'
import type { UploadedFile } from '../resource.ts'
import { type Bundle, type BundleKind, type FileErrors, type Files, importError, parseBundle, secretField } from './parse.ts'
import { type Store, storeChart, storeDashboard, storeDatabase, storeDataset, storeTags, storeTheme } from './store.ts'
import { storeSavedQuery } from './store-saved-query.ts'

export interface ImportRequest {
  readonly kind: BundleKind | null
  readonly bytes: Uint8Array
  readonly overwrite: boolean
  /** File path in the bundle → password. */
  readonly passwords: Readonly<Record<string, string>>
}

export interface ImportReport {
  readonly databases: number
  readonly datasets: number
  readonly charts: number
  readonly dashboards: number
  readonly dashboardIds: readonly number[]
}

const TABLES = { database: 'databases', dataset: 'datasets', chart: 'charts', dashboard: 'dashboards', saved_query: 'saved_queries', theme: 'themes' } as const
const NOUNS = { database: 'Database', dataset: 'Dataset', chart: 'Chart', dashboard: 'Dashboard', saved_query: 'Saved query', theme: 'Theme' } as const

const existingUuids = async (ctx: Context, kind: BundleKind, uuids: readonly string[]): Promise<ReadonlySet<string>> => {
  if (uuids.length === 0) return new Set()
  const rows = await ctx.metadata.db
    .selectFrom(TABLES[kind])
    .select('uuid')
    .where('uuid', 'in', [...uuids])
    .execute()
  return new Set(rows.map((row) => row.uuid))
}

/** Masked addresses of databases that are new here need their password. */
const refuseMissingPasswords = async (ctx: Context, bundle: Bundle, request: ImportRequest): Promise<FileErrors> => {
  const known = await existingUuids(
    ctx,
    'database',
    [...bundle.databases.values()].map((d) => d.uuid),
  )
  const errors: FileErrors = {}
  for (const [path, file] of bundle.databases) {
    const masked = parseDatabaseUri(file.sqlalchemy_uri).password === PASSWORD_MASK
    if (masked && !known.has(file.uuid) && request.passwords[path] === undefined && (file.password ?? '') === '')
      errors[path] = { _schema: ['Must provide a password for the database'] }
  }
  return errors
}

/** Without `overwrite`, what is here already is refused file by file; only the main kind counts. */
const refuseExisting = async (ctx: Context, bundle: Bundle, request: ImportRequest): Promise<FileErrors> => {
  if (request.kind === null || request.overwrite) return {}
  const main: Files<{ readonly uuid: string }> = bundle[TABLES[request.kind]]
  const known = await existingUuids(
    ctx,
    request.kind,
    [...main.values()].map((file) => file.uuid),
  )
  return Object.fromEntries(
    [...main]
      .filter(([, file]) => known.has(file.uuid))
      .map(([path]) => [path, `${NOUNS[request.kind ?? 'dashboard']} already exists and \`overwrite=true\` was not passed`]),
  )
}

const overwrites = (request: ImportRequest, kind: BundleKind): boolean => (request.kind === null ? true : request.kind === kind && request.overwrite)

const must = (ids: ReadonlyMap<string, number>, uuid: string): number => ids.get(uuid) ?? Number.NaN

const storeAll = async (store: Store, bundle: Bundle, request: ImportRequest): Promise<ImportReport> => {
  const databaseIds = new Map<string, number>()
  const datasetIds = new Map<string, number>()
  const chartIds = new Map<string, number>()
  const themeIds = new Map<string, number>()
  const dashboardIds: number[] = []
  for (const [path, file] of bundle.databases)
    databaseIds.set(file.uuid, await storeDatabase(store, file, request.passwords[path] ?? file.password ?? undefined, overwrites(request, 'database')))
  for (const file of bundle.datasets.values())
    datasetIds.set(file.uuid, await storeDataset(store, file, must(databaseIds, file.database_uuid), overwrites(request, 'dataset')))
  for (const file of bundle.themes.values()) themeIds.set(file.uuid, await storeTheme(store, file, overwrites(request, 'theme')))
  for (const file of bundle.charts.values()) {
    const id = await storeChart(store, file, must(datasetIds, file.dataset_uuid), overwrites(request, 'chart'))
    chartIds.set(file.uuid, id)
    await storeTags(store, 'chart', id, file.tags, bundle.tags)
  }
  for (const file of bundle.saved_queries.values())
    await storeSavedQuery(store, file, must(databaseIds, file.database_uuid), overwrites(request, 'saved_query'))
  for (const file of bundle.dashboards.values()) {
    const id = await storeDashboard(store, file, chartIds, datasetIds, themeIds, overwrites(request, 'dashboard'))
    dashboardIds.push(id)
    await storeTags(store, 'dashboard', id, file.tags, bundle.tags)
  }
  return { databases: databaseIds.size, datasets: datasetIds.size, charts: chartIds.size, dashboards: dashboardIds.length, dashboardIds }
}

/** Imports a bundle, all or nothing. Throws 400, 403, 413 or 422 naming files and fields. */
export const importBundle = async (ctx: Context, actor: Actor, request: ImportRequest): Promise<ImportReport> => {
  if (request.kind === null && !can(actor, { verb: 'can_import_', view: 'ImportExportRestApi' })) throw new Forbidden()
  const bundle = await parseBundle(request.bytes, request.kind, {
    maxBytes: ctx.settings.bundleMaxBytes,
    maxEntries: ctx.settings.bundleMaxEntries,
    maxRatio: ctx.settings.bundleMaxRatio,
  })
  const errors = { ...(await refuseMissingPasswords(ctx, bundle, request)), ...(await refuseExisting(ctx, bundle, request)) }
  if (Object.keys(errors).length > 0) throw importError(request.kind ?? 'assets', errors)
  const before = new Set((await ctx.metadata.db.selectFrom('databases').select('id').execute()).map((row) => row.id))
  const report = await ctx.metadata.db.transaction().execute((db) => storeAll({ ctx, db, actor }, bundle, request))
  for (const id of before) await ctx.connections.forget(id)
  ctx.actors.forget()
  return report
}

/** The import of a multipart form: the ZIP in `formData` (or `bundle`), the rest in text fields. */
export const importRequest = (kind: BundleKind | null, files: readonly UploadedFile[], fields: Readonly<Record<string, string>>): ImportRequest => {
  const file = files.find((f) => f.field === (kind === null ? 'bundle' : 'formData')) ?? files[0]
  if (file === undefined)
    throw new BadRequest('The file is missing', { fields: { [kind === null ? 'bundle' : 'formData']: ['Missing data for required field.'] } })
  return { kind, bytes: file.bytes, overwrite: fields['overwrite'] === 'true', passwords: secretField(fields, 'passwords') }
}
