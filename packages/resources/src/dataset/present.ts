import type { Actor } from '@coset/access'
import { GenericType, TIME_GRAIN_NAMES, type TimeGrain } from '@coset/core'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { selectStar } from '../database/browse.ts'
import { engineInformation, extraFlags } from '../database/present.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { deltaText, isoText, utcText } from '../moments.ts'
import { ownerRef, peopleById, personName, personRef } from '../people/index.ts'
import type { Dataset } from './repository.ts'

const genericOf = (dataset: Dataset, column: Row<'dataset_columns'>): number | null =>
  column.is_dttm ? GenericType.TEMPORAL : column.type === null || column.type === '' ? null : dataset.model.database.engine.dialect.genericType(column.type)

export const presentColumn = (dataset: Dataset, c: Row<'dataset_columns'>): JsonObject => ({
  id: c.id,
  uuid: c.uuid,
  column_name: c.column_name,
  verbose_name: c.verbose_name,
  description: c.description,
  expression: c.expression,
  type: c.type,
  type_generic: genericOf(dataset, c),
  advanced_data_type: c.advanced_data_type,
  is_dttm: c.is_dttm,
  is_active: c.is_active,
  groupby: c.groupby,
  filterable: c.filterable,
  python_date_format: c.python_date_format,
  datetime_format: c.datetime_format,
  extra: c.extra,
  created_on: isoText(c.created_on),
  changed_on: isoText(c.changed_on),
})

export const presentMetric = (m: Row<'dataset_metrics'>): JsonObject => ({
  id: m.id,
  uuid: m.uuid,
  metric_name: m.metric_name,
  verbose_name: m.verbose_name,
  metric_type: m.metric_type,
  expression: m.expression,
  description: m.description,
  d3format: m.d3format,
  currency: m.currency === null ? null : readObject(m.currency),
  warning_text: m.warning_text,
  extra: m.extra,
  created_on: isoText(m.created_on),
  changed_on: isoText(m.changed_on),
})

/** Grains of the engine that have a name, smallest first: `[["PT1S", "Second"], …]`. */
export const grainChoices = (dataset: Dataset): readonly (readonly [string, string])[] =>
  (Object.keys(TIME_GRAIN_NAMES) as TimeGrain[]).flatMap((grain) =>
    dataset.model.database.engine.dialect.timeGrains[grain] === undefined ? [] : [[grain, TIME_GRAIN_NAMES[grain] ?? grain] as const],
  )

const orderChoices = (dataset: Dataset): readonly (readonly [string, string])[] =>
  [...dataset.columns]
    .map((c) => c.column_name)
    .sort()
    .flatMap((name) => [
      [JSON.stringify([name, true]).replace(',', ', '), `${name} [asc]`] as const,
      [JSON.stringify([name, false]).replace(',', ', '), `${name} [desc]`] as const,
    ])

/** Names that people read instead of column and metric names. */
export const verboseMap = (dataset: Dataset): Record<string, string> => ({
  __timestamp: 'Time',
  ...Object.fromEntries(dataset.metrics.map((m) => [m.metric_name, m.verbose_name === null || m.verbose_name === '' ? m.metric_name : m.verbose_name])),
  ...Object.fromEntries(dataset.columns.map((c) => [c.column_name, c.verbose_name === null || c.verbose_name === '' ? c.column_name : c.verbose_name])),
})

const columnFormats = (dataset: Dataset): Record<string, string> =>
  Object.fromEntries(dataset.metrics.flatMap((m) => (m.d3format === null || m.d3format === '' ? [] : [[m.metric_name, m.d3format]])))
const currencyFormats = (dataset: Dataset): Record<string, unknown> =>
  Object.fromEntries(dataset.metrics.flatMap((m) => (m.currency === null ? [] : [[m.metric_name, readObject(m.currency)]])))

const fullName = (dataset: Dataset): string =>
  dataset.row.schema === null || dataset.row.schema === '' ? dataset.row.table_name : `${dataset.row.schema}.${dataset.row.table_name}`

const base = (ctx: Context, dataset: Dataset): JsonObject => {
  const { row } = dataset
  return {
    id: row.id,
    uid: `${row.id}__table`,
    table_name: row.table_name,
    datasource_name: row.table_name,
    name: fullName(dataset),
    schema: row.schema,
    catalog: row.catalog,
    sql: row.sql,
    description: row.description,
    main_dttm_col: row.main_dttm_col,
    currency_code_column: row.currency_code_column,
    normalize_columns: row.normalize_columns,
    always_filter_main_dttm: row.always_filter_main_dttm,
    offset: row.offset,
    default_endpoint: row.default_endpoint,
    cache_timeout: row.cache_timeout,
    filter_select_enabled: row.filter_select_enabled,
    fetch_values_predicate: row.fetch_values_predicate,
    is_sqllab_view: row.is_sqllab_view,
    template_params: row.template_params,
    extra: row.extra,
    folders: row.folders === null ? null : JSON.parse(row.folders),
    select_star: selectStar(ctx, dataset.database, row.table_name, row.schema, null),
    column_formats: columnFormats(dataset),
    currency_formats: currencyFormats(dataset),
    verbose_map: verboseMap(dataset),
    granularity_sqla: dataset.columns.filter((c) => c.is_dttm).map((c) => [c.column_name, c.verbose_name ?? c.column_name]),
    time_grain_sqla: grainChoices(dataset),
    order_by_choices: orderChoices(dataset),
  }
}

/** `GET /api/v1/dataset/<id>`. */
export const presentDataset = async (ctx: Context, dataset: Dataset): Promise<JsonObject> => {
  const { row, database } = dataset
  const people = await peopleById(ctx, [row.created_by, row.changed_by, ...dataset.ownerIds])
  const now = ctx.clock.now()
  return {
    ...base(ctx, dataset),
    uuid: row.uuid,
    kind: dataset.model.sql === null ? 'physical' : 'virtual',
    datasource_type: 'table',
    url: `/tablemodelview/edit/${row.id}`,
    database: {
      id: database.id,
      database_name: database.database_name,
      uuid: database.uuid,
      backend: dataset.model.database.engine.id,
      allow_multi_catalog: extraFlags(database, dataset.model.database.engine)['allow_multi_catalog'],
    },
    columns: dataset.columns.map((c) => presentColumn(dataset, c)),
    metrics: dataset.metrics.map(presentMetric),
    owners: dataset.ownerIds.flatMap((id) => personRef(people, id) ?? []),
    is_managed_externally: row.is_managed_externally,
    created_on: isoText(row.created_on),
    changed_on: isoText(row.changed_on),
    changed_on_ms: row.changed_on,
    created_on_humanized: deltaText(row.created_on, now),
    changed_on_humanized: deltaText(row.changed_on, now),
    created_by: personRef(people, row.created_by),
    changed_by: personRef(people, row.changed_by),
  }
}

const certified = (extra: string | null): JsonObject => {
  const read = readObject(extra)
  const certification = (typeof read['certification'] === 'object' && read['certification'] !== null ? read['certification'] : {}) as JsonObject
  return {
    certified_by: certification['certified_by'] ?? null,
    certification_details: certification['details'] ?? null,
    is_certified: Object.keys(certification).length > 0,
    warning_markdown: read['warning_markdown'] ?? null,
  }
}

/** What charts need of a dataset. */
export const presentForCharts = async (ctx: Context, actor: Actor, dataset: Dataset): Promise<JsonObject> => {
  const { row, database } = dataset
  const { engine } = dataset.model.database
  const people = await peopleById(ctx, dataset.ownerIds)
  const { columns, metrics } = dataset
  return {
    ...base(ctx, dataset),
    type: 'table',
    perm: `[${database.database_name}].[${row.table_name}](id:${row.id})`,
    edit_url: `/tablemodelview/edit/${row.id}`,
    filter_select: row.filter_select_enabled,
    health_check_message: null,
    params: row.params,
    database: {
      id: database.id,
      name: database.database_name,
      backend: engine.id,
      configuration_method: database.configuration_method,
      engine_information: engineInformation(engine),
      ...extraFlags(database, engine),
    },
    columns: columns.map((c) => ({ ...presentColumn(dataset, c), ...certified(c.extra) })),
    metrics: metrics.map((m) => ({ ...presentMetric(m), ...certified(m.extra) })),
    column_names: columns.map((c) => c.column_name),
    column_types: [...new Set(columns.flatMap((c) => genericOf(dataset, c) ?? []))].sort(),
    owners: dataset.ownerIds.flatMap((id) => ownerRef(people, id, actor, ['email', 'username']) ?? []),
  }
}

/** Rows of the list. */
export const presentDatasets = async (ctx: Context, ids: readonly number[]): Promise<readonly ({ readonly id: number } & JsonObject)[]> => {
  const { db } = ctx.metadata
  const rows = await db
    .selectFrom('datasets')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const databases = new Map(
    (
      await db
        .selectFrom('databases')
        .select(['id', 'uuid', 'database_name'])
        .where('id', 'in', [...new Set(rows.map((r) => r.database_id))])
        .execute()
    ).map((d) => [d.id, d]),
  )
  const owners = await db
    .selectFrom('owners')
    .select(['object_id', 'user_id'])
    .where('object_type', '=', 'dataset')
    .where('object_id', 'in', [...ids])
    .execute()
  const people = await peopleById(ctx, [...rows.flatMap((r) => [r.changed_by]), ...owners.map((o) => o.user_id)])
  return rows.map((row) => ({
    id: row.id,
    uuid: row.uuid,
    table_name: row.table_name,
    schema: row.schema,
    catalog: row.catalog,
    sql: row.sql,
    description: row.description,
    extra: row.extra,
    default_endpoint: row.default_endpoint,
    kind: row.sql === null || row.sql === '' ? 'physical' : 'virtual',
    datasource_type: 'table',
    explore_url: row.default_endpoint ?? `/explore/?datasource_type=table&datasource_id=${row.id}`,
    database: databases.get(row.database_id) ?? null,
    changed_by: personRef(people, row.changed_by),
    changed_by_name: personName(people, row.changed_by),
    changed_on_utc: utcText(row.changed_on),
    changed_on_delta_humanized: deltaText(row.changed_on, ctx.clock.now()),
    owners: owners.filter((o) => o.object_id === row.id).flatMap((o) => personRef(people, o.user_id) ?? []),
  }))
}
