import { type Actor, can } from '@coset/access'
import { Forbidden, NotFound, Unprocessable } from '@coset/core'
import { formatDatabaseUri, parseDatabaseUri } from '@coset/engines'
import type { Row } from '@coset/metadata'
import { visibleChart } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { openDashboard } from '../dashboard/index.ts'
import { type DatabaseRow, visibleDatabase } from '../database/index.ts'
import { type Dataset, loadDataset, visibleDataset } from '../dataset/index.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { ownSavedQuery } from '../saved-query/index.ts'
import type { OldKind } from './parse.ts'
import { uuidsInMetadata } from './remap.ts'
import { tunnelMember } from './tunnels.ts'
import { writeYaml } from './yaml.ts'
import { writeZip } from './zip.ts'

const VERSION = '1.0.0'
const TYPES = {
  database: 'Database',
  dataset: 'SqlaTable',
  chart: 'Slice',
  dashboard: 'Dashboard',
  saved_query: 'SavedQuery',
  theme: 'Theme',
  assets: 'assets',
} as const

/** A name as part of a file name: ASCII letters, digits, `_`, `-`, `.`. */
export const fileName = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/[/\\]/g, ' ')
    .trim()
    .split(/\s+/)
    .join('_')
    .replace(/[^A-Za-z0-9_.-]/g, '')
    .replace(/^[._]+|[._]+$/g, '')

const named = (text: string, id: number): string => (fileName(text) === '' ? String(id) : `${fileName(text)}_${id}`)

export type Files = Map<string, string>

export interface BundleFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const databasePath = (row: DatabaseRow): string => `databases/${fileName(row.database_name) || row.id}.yaml`

const addDatabase = async (ctx: Context, files: Files, row: DatabaseRow, own: boolean): Promise<void> => {
  const uploads = own ? { allow_csv_upload: row.allow_file_upload } : { allow_file_upload: row.allow_file_upload }
  files.set(
    databasePath(row),
    writeYaml({
      database_name: row.database_name,
      sqlalchemy_uri: formatDatabaseUri(parseDatabaseUri(row.sqlalchemy_uri), { maskPassword: true }),
      cache_timeout: row.cache_timeout,
      expose_in_sqllab: row.expose_in_sqllab,
      allow_run_async: row.allow_run_async,
      allow_ctas: row.allow_ctas,
      allow_cvas: row.allow_cvas,
      allow_dml: row.allow_dml,
      ...uploads,
      extra: readObject(row.extra),
      impersonate_user: row.impersonate_user,
      configuration_method: row.configuration_method,
      uuid: row.uuid,
      version: VERSION,
      ...(await tunnelMember(ctx, row.id)),
    }),
  )
}

const optionalObject = (text: string | null): JsonObject | null => (text === null || text === '' ? null : readObject(text))

const addDataset = async (ctx: Context, files: Files, dataset: Dataset): Promise<void> => {
  const { row, database, columns, metrics } = dataset
  await addDatabase(ctx, files, database, false)
  files.set(
    `datasets/${fileName(database.database_name) || database.id}/${named(row.table_name, row.id)}.yaml`,
    writeYaml({
      table_name: row.table_name,
      main_dttm_col: row.main_dttm_col,
      currency_code_column: row.currency_code_column,
      description: row.description,
      default_endpoint: row.default_endpoint,
      offset: row.offset,
      cache_timeout: row.cache_timeout,
      catalog: row.catalog,
      schema: row.schema,
      sql: row.sql,
      params: optionalObject(row.params),
      template_params: optionalObject(row.template_params),
      filter_select_enabled: row.filter_select_enabled,
      fetch_values_predicate: row.fetch_values_predicate,
      extra: optionalObject(row.extra),
      normalize_columns: row.normalize_columns,
      always_filter_main_dttm: row.always_filter_main_dttm,
      folders: row.folders === null ? null : JSON.parse(row.folders),
      uuid: row.uuid,
      metrics: metrics.map((m) => ({
        metric_name: m.metric_name,
        verbose_name: m.verbose_name,
        metric_type: m.metric_type,
        expression: m.expression,
        description: m.description,
        d3format: m.d3format,
        currency: optionalObject(m.currency),
        extra: optionalObject(m.extra),
        warning_text: m.warning_text,
      })),
      columns: columns.map((c) => ({
        column_name: c.column_name,
        verbose_name: c.verbose_name,
        is_dttm: c.is_dttm,
        is_active: c.is_active,
        type: c.type,
        advanced_data_type: c.advanced_data_type,
        groupby: c.groupby,
        filterable: c.filterable,
        expression: c.expression,
        description: c.description,
        python_date_format: c.python_date_format,
        datetime_format: c.datetime_format,
        extra: optionalObject(c.extra),
      })),
      version: VERSION,
      database_uuid: database.uuid,
    }),
  )
}

const tagsOf = async (ctx: Context, type: string, id: number): Promise<readonly string[]> =>
  (
    await ctx.metadata.db
      .selectFrom('tagged_objects')
      .innerJoin('tags', 'tags.id', 'tagged_objects.tag_id')
      .select('tags.name')
      .where('object_type', '=', type)
      .where('object_id', '=', id)
      .where('tags.type', '=', 'custom')
      .orderBy('tags.name')
      .execute()
  ).map((row) => row.name)

const addChart = async (ctx: Context, files: Files, id: number, tags: Set<string>): Promise<void> => {
  const row = await ctx.metadata.db.selectFrom('charts').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  const dataset =
    row.datasource_id === null
      ? null
      : await loadDataset(ctx, row.datasource_id).catch((error: unknown) => {
          if (error instanceof NotFound) return null
          throw error
        })
  if (dataset === null) return
  await addDataset(ctx, files, dataset)
  const own = await tagsOf(ctx, 'chart', id)
  for (const tag of own) tags.add(tag)
  const { datasource: _, slice_id: __, ...params } = readObject(row.params)
  files.set(
    `charts/${named(row.slice_name, row.id)}.yaml`,
    writeYaml({
      slice_name: row.slice_name,
      description: row.description,
      certified_by: row.certified_by,
      certification_details: row.certification_details,
      viz_type: row.viz_type,
      params,
      query_context: row.query_context,
      cache_timeout: row.cache_timeout,
      uuid: row.uuid,
      version: VERSION,
      dataset_uuid: dataset.row.uuid,
      tags: own,
    }),
  )
}

/** Charts that are linked but not in the layout are put into a row of their own at the end. */
const withMissing = (layout: JsonObject, charts: readonly { readonly id: number; readonly uuid: string; readonly slice_name: string }[]): JsonObject => {
  const shown = new Set(Object.values(layout).map((item) => (item as { meta?: { chartId?: number } } | null)?.meta?.chartId))
  const missing = charts.filter((chart) => !shown.has(chart.id))
  const grid = layout['GRID_ID'] as { children?: string[] } | undefined
  if (missing.length === 0) return layout
  const row = 'ROW-N-appended'
  const items = missing.map((chart) => ({
    id: `CHART-${chart.uuid.slice(0, 8)}`,
    type: 'CHART',
    children: [],
    parents: ['ROOT_ID', 'GRID_ID', row],
    meta: { chartId: chart.id, height: 50, width: 4, sliceName: chart.slice_name, uuid: chart.uuid },
  }))
  return {
    DASHBOARD_VERSION_KEY: 'v2',
    ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
    ...layout,
    GRID_ID: { id: 'GRID_ID', type: 'GRID', parents: ['ROOT_ID'], ...grid, children: [...(grid?.children ?? []), row] },
    [row]: { id: row, type: 'ROW', children: items.map((item) => item.id), parents: ['ROOT_ID', 'GRID_ID'], meta: { background: 'BACKGROUND_TRANSPARENT' } },
    ...Object.fromEntries(items.map((item) => [item.id, item])),
  }
}

const uuidLayout = (layout: JsonObject, uuids: ReadonlyMap<number, string>): JsonObject =>
  Object.fromEntries(
    Object.entries(layout).map(([key, item]) => {
      const meta = (item as { meta?: JsonObject } | null)?.meta
      const uuid = typeof meta?.['chartId'] === 'number' ? uuids.get(meta['chartId']) : undefined
      return [key, uuid === undefined ? item : { ...(item as JsonObject), meta: { ...meta, uuid } }]
    }),
  )

const themeYaml = (row: Row<'themes'>): string =>
  writeYaml({ theme_name: row.theme_name, json_data: readObject(row.json_data), uuid: row.uuid, version: VERSION })

export const addTheme = async (ctx: Context, files: Files, id: number): Promise<void> => {
  const row = await ctx.metadata.db.selectFrom('themes').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  const plain = `themes/${fileName(row.theme_name) || row.id}.yaml`
  files.set(files.has(plain) ? `themes/${named(row.theme_name, row.id)}.yaml` : plain, themeYaml(row))
}

export const addDashboard = async (ctx: Context, files: Files, id: number, tags: Set<string>): Promise<void> => {
  const { db } = ctx.metadata
  const row = await db.selectFrom('dashboards').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  const charts = await db
    .selectFrom('dashboard_charts')
    .innerJoin('charts', 'charts.id', 'dashboard_charts.chart_id')
    .select(['charts.id', 'charts.uuid', 'charts.slice_name'])
    .where('dashboard_id', '=', id)
    .orderBy('charts.id')
    .execute()
  for (const chart of charts) await addChart(ctx, files, chart.id, tags)
  const metadata = readObject(row.json_metadata)
  const targets = Array.isArray(metadata['native_filter_configuration'])
    ? metadata['native_filter_configuration'].flatMap((f: { targets?: readonly { datasetId?: unknown }[] }) => (f.targets ?? []).map((t) => t.datasetId))
    : []
  const filterIds = [...new Set(targets.filter((t): t is number => typeof t === 'number'))]
  const known = filterIds.length === 0 ? [] : await db.selectFrom('datasets').select(['id', 'uuid']).where('id', 'in', filterIds).execute()
  for (const { id: datasetId } of known) await addDataset(ctx, files, await loadDataset(ctx, datasetId))
  const theme = row.theme_id === null ? undefined : await db.selectFrom('themes').selectAll().where('id', '=', row.theme_id).executeTakeFirst()
  if (theme !== undefined) files.set(`themes/${named(theme.theme_name, theme.id)}.yaml`, themeYaml(theme))
  const own = await tagsOf(ctx, 'dashboard', id)
  for (const tag of own) tags.add(tag)
  files.set(
    `dashboards/${named(row.dashboard_title, row.id)}.yaml`,
    writeYaml({
      dashboard_title: row.dashboard_title,
      description: row.description,
      css: row.css === '' ? null : row.css,
      slug: row.slug,
      certified_by: row.certified_by,
      certification_details: row.certification_details,
      published: row.published,
      uuid: row.uuid,
      position: uuidLayout(withMissing(readObject(row.position_json), charts), new Map(charts.map((c) => [c.id, c.uuid]))),
      metadata: uuidsInMetadata(metadata, new Map(known.map((d) => [d.id, d.uuid]))),
      theme_uuid: theme?.uuid ?? null,
      version: VERSION,
      tags: own,
    }),
  )
}

const addSavedQuery = async (ctx: Context, files: Files, row: Row<'saved_queries'>): Promise<void> => {
  const database = row.db_id === null ? undefined : await ctx.metadata.db.selectFrom('databases').selectAll().where('id', '=', row.db_id).executeTakeFirst()
  if (database === undefined) throw new Unprocessable(`The saved query “${row.label}” names no database, so nobody could import it`)
  await addDatabase(ctx, files, database, false)
  const folder = ['queries', fileName(database.database_name) || String(database.id), ...(row.schema === null ? [] : [fileName(row.schema) || 'schema'])].join(
    '/',
  )
  const plain = `${folder}/${fileName(row.label) || row.id}.yaml`
  files.set(
    files.has(plain) ? `${folder}/${named(row.label, row.id)}.yaml` : plain,
    writeYaml({
      catalog: row.catalog,
      schema: row.schema,
      label: row.label,
      description: row.description,
      sql: row.sql,
      template_parameters: row.template_parameters,
      uuid: row.uuid,
      version: VERSION,
      database_uuid: database.uuid,
    }),
  )
}

const addOwnSavedQuery = async (ctx: Context, actor: Actor, files: Files, id: number): Promise<void> => {
  const row = await ownSavedQuery(ctx, actor, id)
  if (row.db_id !== null) await visibleDatabase({ ctx, actor }, row.db_id)
  await addSavedQuery(ctx, files, row)
}

/** Names and descriptions of tags that stand on things of a bundle. */
export const tagsYaml = async (ctx: Context, tags: ReadonlySet<string>): Promise<string> => {
  const rows =
    tags.size === 0
      ? []
      : await ctx.metadata.db
          .selectFrom('tags')
          .selectAll()
          .where('name', 'in', [...tags])
          .orderBy('name')
          .execute()
  return writeYaml({ tags: rows.map((row) => ({ tag_name: row.name, description: row.description })) })
}

const finish = async (ctx: Context, files: Files, type: keyof typeof TYPES, tags: ReadonlySet<string>): Promise<BundleFile> => {
  const now = new Date(ctx.clock.now())
  const all = new Map<string, string>([
    ['metadata.yaml', writeYaml({ version: VERSION, type: TYPES[type], timestamp: now.toISOString().replace('Z', '+00:00') })],
  ])
  for (const [path, text] of files) all.set(path, text)
  if (type === 'chart' || type === 'dashboard' || type === 'assets') {
    all.set('tags.yaml', await tagsYaml(ctx, tags))
  }
  const root = `${type}_export_${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}`
  return { name: `${root}.zip`, bytes: await writeZip(root, all) }
}

/** Bundles hold the SQL and the databases beneath what a guest may look at. */
export const refuseGuest = (actor: Actor): void => {
  if (actor.kind === 'guest') throw new Forbidden()
}

/** A bundle of the objects with everything they need. Throws NotFound when one is unknown or not readable. */
export const exportBundle = async (ctx: Context, actor: Actor, kind: OldKind, ids: readonly number[]): Promise<BundleFile> => {
  refuseGuest(actor)
  const files: Files = new Map()
  const tags = new Set<string>()
  for (const id of ids) {
    if (kind === 'dashboard') await addDashboard(ctx, files, (await openDashboard(ctx, actor, id)).id, tags)
    else if (kind === 'chart') await addChart(ctx, files, (await visibleChart(ctx, actor, id)).id, tags)
    else if (kind === 'saved_query') await addOwnSavedQuery(ctx, actor, files, id)
    else if (kind === 'theme') await addTheme(ctx, files, id)
    else if (kind === 'dataset') await addDataset(ctx, files, await visibleDataset(ctx, actor, String(id)))
    else await addWholeDatabase(ctx, files, id)
  }
  return finish(ctx, files, kind, tags)
}

const addWholeDatabase = async (ctx: Context, files: Files, id: number): Promise<void> => {
  const row = await ctx.metadata.db.selectFrom('databases').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  const datasets = await ctx.metadata.db.selectFrom('datasets').select('id').where('database_id', '=', id).orderBy('id').execute()
  for (const dataset of datasets) await addDataset(ctx, files, await loadDataset(ctx, dataset.id))
  await addDatabase(ctx, files, row, true)
}

/** Adds what the actor may export of the kinds that `wants` names by their folders. */
export const addAssets = async (ctx: Context, actor: Actor, files: Files, tags: Set<string>, wants: (folder: string) => boolean): Promise<void> => {
  const { db } = ctx.metadata
  const all = can(actor, { verb: 'all_datasource_access', view: 'all_datasource_access' })
  const skip = (error: unknown): null => {
    if (error instanceof NotFound || (error instanceof Error && 'status' in error && error.status === 403)) return null
    throw error
  }
  if (all && wants('databases'))
    for (const row of await db.selectFrom('databases').selectAll().orderBy('id').execute()) await addDatabase(ctx, files, row, false)
  const idsOf = async (table: 'datasets' | 'charts' | 'dashboards') =>
    wants(table) ? (await db.selectFrom(table).select('id').orderBy('id').execute()).map((row) => row.id) : []
  for (const id of await idsOf('datasets')) {
    const dataset = await visibleDataset(ctx, actor, String(id)).catch(skip)
    if (dataset !== null) await addDataset(ctx, files, dataset)
  }
  for (const id of await idsOf('charts')) if ((await visibleChart(ctx, actor, id).catch(skip)) !== null) await addChart(ctx, files, id, tags)
  for (const id of await idsOf('dashboards')) if ((await openDashboard(ctx, actor, id).catch(skip)) !== null) await addDashboard(ctx, files, id, tags)
  // Everybody's own; administrators take all along
  const queries = db.selectFrom('saved_queries').selectAll().where('db_id', 'is not', null).orderBy('id')
  if (all && wants('queries'))
    for (const row of await (actor.isAdmin ? queries : queries.where('created_by', '=', actor.id ?? 0)).execute()) await addSavedQuery(ctx, files, row)
}

/** Everything of Superset's kinds that the actor may export, as one bundle. */
export const exportAssets = async (ctx: Context, actor: Actor): Promise<BundleFile> => {
  refuseGuest(actor)
  const files: Files = new Map()
  const tags = new Set<string>()
  await addAssets(ctx, actor, files, tags, () => true)
  return finish(ctx, files, 'assets', tags)
}
