import { type Actor, can, decideDataset, decideOwnership } from '@coset/access'
import { AppError } from '@coset/core'
import { insertRow, type NewRow, type Tables } from '@coset/metadata'
import type { Kysely } from 'kysely'
import type { Context } from '../context.ts'
import { linkCharts } from '../dashboard/index.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { type Owned, ownerIds } from '../people/owners.ts'
import { keepTagsOf } from '../people/site-tags.ts'
import { addDatasetPermissions } from '../security/permissions.ts'
import { checkTheme } from '../theme/check.ts'
import { remapLayout, remapMetadata } from './remap.ts'
import type { ChartFile, DashboardFile, DatasetFile, ThemeFile } from './schema.ts'

type Db = Kysely<Tables>

/** One import: who, into what, and whether objects of the main kind are overwritten. */
export interface Store {
  readonly ctx: Context
  readonly db: Db
  readonly actor: Actor
}

/** JSON that is kept as text. */
export const jsonText = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value)

const stamp = ({ ctx, actor }: Store) => {
  const now = ctx.clock.now()
  return { created_on: now, changed_on: now, created_by: actor.id, changed_by: actor.id }
}

/** 403 with what is missing. */
export const denied = (what: string): AppError =>
  new AppError(`${what} and you may not change it`, { code: 'GENERIC_COMMAND_ERROR', status: 403, envelope: 'errors' })

/** Throws 403 with what is missing. */
export const mayWrite = (store: Store, view: string, what: string): void => {
  if (!can(store.actor, { verb: 'can_write', view })) throw denied(what)
}

const mayOverwrite = async (store: Store, type: Owned, id: number, name: string): Promise<void> => {
  if (!decideOwnership(store.actor, await ownerIds(store.db, type, id)).allowed) throw denied(`A ${type} “${name}” exists already`)
}

/** What is here already is used only by those who may read its data; a dashboard would lend it on. */
const mayRead = async ({ db, actor }: Store, datasetId: number | null, what: string): Promise<void> => {
  if (actor.isAdmin || datasetId === null) return
  const row = await db
    .selectFrom('datasets')
    .innerJoin('databases', 'databases.id', 'datasets.database_id')
    .select(['datasets.id', 'table_name', 'schema', 'catalog', 'database_id', 'database_name'])
    .where('datasets.id', '=', datasetId)
    .executeTakeFirst()
  if (row === undefined) return
  const facts = {
    id: row.id,
    tableName: row.table_name,
    schema: row.schema,
    catalog: row.catalog,
    databaseId: row.database_id,
    databaseName: row.database_name,
    ownerIds: await ownerIds(db, 'dataset', row.id),
  }
  if (!decideDataset(actor, facts).allowed) throw denied(`${what} exists already`)
}

/** Adds the importer to the owners. */
const own = async (store: Store, type: Exclude<Owned, 'report'>, id: number): Promise<void> => {
  await keepTagsOf(store.ctx, store.db, type, [])
  if (store.actor.id === null) return
  const owners = await ownerIds(store.db, type, id)
  if (!owners.includes(store.actor.id)) await store.db.insertInto('owners').values({ object_type: type, object_id: id, user_id: store.actor.id }).execute()
}

/** Stores a dataset with its columns and metrics; an existing one only when it is the main kind and overwriting was asked. */
export const storeDataset = async (store: Store, file: DatasetFile, databaseId: number, overwrite: boolean): Promise<number> => {
  const { ctx, db } = store
  const byUuid = await db.selectFrom('datasets').select('id').where('uuid', '=', file.uuid).executeTakeFirst()
  const twins =
    byUuid === undefined
      ? await db.selectFrom('datasets').select(['id', 'schema']).where('database_id', '=', databaseId).where('table_name', '=', file.table_name).execute()
      : []
  const existing = byUuid ?? twins.find((row) => (row.schema ?? '') === (file.schema ?? ''))
  if (existing !== undefined && !overwrite) {
    await mayRead(store, existing.id, `The dataset “${file.table_name}”`)
    return existing.id
  }
  if (existing === undefined) mayWrite(store, 'Dataset', `The dataset “${file.table_name}” does not exist here`)
  else await mayOverwrite(store, 'dataset', existing.id, file.table_name)
  const values = {
    database_id: databaseId,
    table_name: file.table_name,
    catalog: file.catalog ?? null,
    schema: file.schema ?? null,
    sql: file.sql ?? null,
    main_dttm_col: file.main_dttm_col ?? null,
    currency_code_column: file.currency_code_column ?? null,
    default_endpoint: file.default_endpoint ?? null,
    offset: file.offset ?? 0,
    description: file.description ?? null,
    cache_timeout: file.cache_timeout ?? null,
    params: jsonText(file.params),
    template_params: jsonText(file.template_params),
    extra: jsonText(file.extra),
    folders: jsonText(file.folders),
    fetch_values_predicate: file.fetch_values_predicate ?? null,
    filter_select_enabled: file.filter_select_enabled ?? true,
    normalize_columns: file.normalize_columns ?? false,
    always_filter_main_dttm: file.always_filter_main_dttm ?? false,
    is_managed_externally: file.is_managed_externally ?? false,
    external_url: file.external_url ?? null,
  }
  const id = existing?.id ?? (await insertRow(db, ctx.metadata.kind, 'datasets', { ...values, uuid: file.uuid, is_sqllab_view: false, ...stamp(store) }))
  if (existing !== undefined) {
    const { created_on: _, created_by: __, ...changed } = stamp(store)
    await db
      .updateTable('datasets')
      .set({ ...values, ...changed })
      .where('id', '=', id)
      .execute()
    await db.deleteFrom('dataset_columns').where('dataset_id', '=', id).execute()
    await db.deleteFrom('dataset_metrics').where('dataset_id', '=', id).execute()
  }
  await storeMembers(store, id, file)
  const database = await db.selectFrom('databases').select('database_name').where('id', '=', databaseId).executeTakeFirstOrThrow()
  await addDatasetPermissions(db, ctx.metadata.kind, database.database_name, {
    id,
    tableName: file.table_name,
    schema: file.schema ?? null,
    catalog: file.catalog ?? null,
  })
  await own(store, 'dataset', id)
  return id
}

const storeMembers = async (store: Store, id: number, file: DatasetFile): Promise<void> => {
  const { db } = store
  const columns: NewRow<'dataset_columns'>[] = file.columns.map((c) => ({
    dataset_id: id,
    uuid: crypto.randomUUID(),
    column_name: c.column_name,
    verbose_name: c.verbose_name ?? null,
    type: c.type ?? null,
    advanced_data_type: c.advanced_data_type ?? null,
    expression: c.expression ?? null,
    description: c.description ?? null,
    is_dttm: c.is_dttm ?? false,
    is_active: c.is_active ?? true,
    groupby: c.groupby ?? true,
    filterable: c.filterable ?? true,
    python_date_format: c.python_date_format ?? null,
    datetime_format: c.datetime_format ?? null,
    extra: jsonText(c.extra),
    ...stamp(store),
  }))
  const metrics: NewRow<'dataset_metrics'>[] = file.metrics.map((m) => ({
    dataset_id: id,
    uuid: crypto.randomUUID(),
    metric_name: m.metric_name,
    verbose_name: m.verbose_name ?? null,
    metric_type: m.metric_type ?? null,
    expression: m.expression,
    description: m.description ?? null,
    d3format: m.d3format ?? null,
    currency: jsonText(m.currency),
    warning_text: m.warning_text ?? null,
    extra: jsonText(m.extra),
    ...stamp(store),
  }))
  for (let i = 0; i < columns.length; i += 50)
    await db
      .insertInto('dataset_columns')
      .values(columns.slice(i, i + 50))
      .execute()
  for (let i = 0; i < metrics.length; i += 50)
    await db
      .insertInto('dataset_metrics')
      .values(metrics.slice(i, i + 50))
      .execute()
}

/** Points a saved query context at the dataset's id here. */
const repoint = (text: string | null | undefined, datasetId: number): string | null => {
  if (text === null || text === undefined || text === '') return null
  const context = readObject(text)
  if (Object.keys(context).length === 0) return null
  const form = context['form_data']
  return JSON.stringify({
    ...context,
    datasource: { id: datasetId, type: 'table' },
    ...(typeof form === 'object' && form !== null ? { form_data: { ...form, datasource: `${datasetId}__table` } } : {}),
  })
}

export const storeChart = async (store: Store, file: ChartFile, datasetId: number, overwrite: boolean): Promise<number> => {
  const { ctx, db } = store
  const existing = await db.selectFrom('charts').select(['id', 'datasource_id']).where('uuid', '=', file.uuid).executeTakeFirst()
  if (existing !== undefined && !overwrite) {
    await mayRead(store, existing.datasource_id, `The chart “${file.slice_name}”`)
    return existing.id
  }
  if (existing === undefined) mayWrite(store, 'Chart', `The chart “${file.slice_name}” does not exist here`)
  else await mayOverwrite(store, 'chart', existing.id, file.slice_name)
  const params: JsonObject = { ...(file.params ?? {}), datasource: `${datasetId}__table` }
  if (Array.isArray(params['annotation_layers']))
    params['annotation_layers'] = params['annotation_layers'].filter((layer: { annotationType?: unknown } | null) => layer?.annotationType === 'FORMULA')
  const now = ctx.clock.now()
  const values = {
    slice_name: file.slice_name,
    datasource_id: datasetId,
    datasource_type: 'table',
    viz_type: file.viz_type,
    params: JSON.stringify(params),
    query_context: repoint(file.query_context, datasetId),
    description: file.description ?? null,
    cache_timeout: file.cache_timeout ?? null,
    certified_by: file.certified_by ?? null,
    certification_details: file.certification_details ?? null,
    is_managed_externally: file.is_managed_externally ?? false,
    external_url: file.external_url ?? null,
  }
  const id =
    existing?.id ??
    (await insertRow(db, ctx.metadata.kind, 'charts', { ...values, uuid: file.uuid, last_saved_at: now, last_saved_by: store.actor.id, ...stamp(store) }))
  if (existing !== undefined)
    await db
      .updateTable('charts')
      .set({ ...values, changed_on: now, changed_by: store.actor.id, last_saved_at: now, last_saved_by: store.actor.id })
      .where('id', '=', id)
      .execute()
  await own(store, 'chart', id)
  return id
}

const freeSlug = async (db: Db, slug: string | null | undefined, id: number | undefined): Promise<string | null> => {
  if (slug === null || slug === undefined || slug === '') return null
  const taken = await db.selectFrom('dashboards').select('id').where('slug', '=', slug).executeTakeFirst()
  return taken === undefined || taken.id === id ? slug : null
}

export const storeDashboard = async (
  store: Store,
  file: DashboardFile,
  chartIds: ReadonlyMap<string, number>,
  datasetIds: ReadonlyMap<string, number>,
  themeIds: ReadonlyMap<string, number>,
  overwrite: boolean,
): Promise<number> => {
  const { ctx, db } = store
  const existing = await db.selectFrom('dashboards').select(['id', 'changed_on']).where('uuid', '=', file.uuid).executeTakeFirst()
  if (existing !== undefined && !overwrite) return existing.id
  if (existing === undefined) mayWrite(store, 'Dashboard', `The dashboard “${file.dashboard_title}” does not exist here`)
  else await mayOverwrite(store, 'dashboard', existing.id, file.dashboard_title)
  const { layout, ids, charts } = remapLayout(file.position ?? {}, chartIds)
  const metadata = remapMetadata(file.metadata ?? {}, ids, datasetIds)
  const values = {
    dashboard_title: file.dashboard_title,
    slug: await freeSlug(db, file.slug, existing?.id),
    description: file.description ?? null,
    position_json: JSON.stringify(layout),
    json_metadata: JSON.stringify(metadata),
    css: file.css ?? '',
    published: file.published ?? false,
    certified_by: file.certified_by ?? null,
    certification_details: file.certification_details ?? null,
    theme_id: file.theme_uuid === null || file.theme_uuid === undefined ? null : (themeIds.get(file.theme_uuid) ?? null),
    is_managed_externally: file.is_managed_externally ?? false,
    external_url: file.external_url ?? null,
  }
  const id = existing?.id ?? (await insertRow(db, ctx.metadata.kind, 'dashboards', { ...values, uuid: file.uuid, ...stamp(store) }))
  if (existing !== undefined)
    await db
      .updateTable('dashboards')
      .set({ ...values, changed_on: Math.max(ctx.clock.now(), existing.changed_on + 1), changed_by: store.actor.id })
      .where('id', '=', id)
      .execute()
  await linkCharts(db, id, charts)
  await own(store, 'dashboard', id)
  return id
}

export const storeTheme = async (store: Store, file: ThemeFile, overwrite: boolean): Promise<number> => {
  const existing = await store.db.selectFrom('themes').select(['id', 'is_system']).where('uuid', '=', file.uuid).executeTakeFirst()
  if (existing !== undefined && (!overwrite || existing.is_system)) return existing.id
  mayWrite(store, 'Theme', `The theme “${file.theme_name}” does not exist here`)
  const values = { theme_name: file.theme_name, json_data: jsonText(file.json_data) ?? '{}' }
  await checkTheme(store.ctx, values)
  if (existing !== undefined) {
    const { changed_on, changed_by } = stamp(store)
    await store.db
      .updateTable('themes')
      .set({ ...values, changed_on, changed_by })
      .where('id', '=', existing.id)
      .execute()
    return existing.id
  }
  return insertRow(store.db, store.ctx.metadata.kind, 'themes', {
    uuid: file.uuid,
    ...values,
    is_system: false,
    is_system_default: false,
    is_system_dark: false,
    ...stamp(store),
  })
}

/** Custom tags by name on an object that the importer may change; tags that are not here yet are made. */
export const storeTags = async (
  store: Store,
  type: Owned,
  id: number,
  names: readonly string[] | null | undefined,
  known: readonly { readonly name: string; readonly description: string | null }[],
): Promise<void> => {
  if (!decideOwnership(store.actor, await ownerIds(store.db, type, id)).allowed) return
  for (const name of new Set(names ?? [])) {
    const tag = await store.db.selectFrom('tags').select(['id', 'type']).where('name', '=', name).executeTakeFirst()
    if (tag !== undefined && tag.type !== 'custom') continue
    const tagId =
      tag?.id ??
      (await insertRow(store.db, store.ctx.metadata.kind, 'tags', {
        name,
        type: 'custom',
        description: known.find((t) => t.name === name)?.description ?? null,
        ...stamp(store),
      }))
    await store.db.deleteFrom('tagged_objects').where('tag_id', '=', tagId).where('object_type', '=', type).where('object_id', '=', id).execute()
    await store.db.insertInto('tagged_objects').values({ tag_id: tagId, object_type: type, object_id: id }).execute()
  }
}
