import type { Actor } from '@coset/access'
import type { Row } from '@coset/metadata'
import type { Context } from '../context.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { deltaText, isoText, utcText } from '../moments.ts'
import { ownerRef, peopleById, personName, personRef } from '../people/index.ts'
import { tagRef } from '../tag/kinds.ts'

type ChartRow = Row<'charts'>

/** The settings a chart is drawn from: its params and what identifies it. */
export const formDataOf = (row: Pick<ChartRow, 'id' | 'params' | 'viz_type' | 'datasource_id'>): JsonObject => ({
  ...readObject(row.params),
  slice_id: row.id,
  viz_type: row.viz_type,
  datasource: `${row.datasource_id}__table`,
})

export const sliceUrl = (id: number): string => `/explore/?slice_id=${id}`

/** Changes when a picture of the chart must be drawn anew. */
export const chartDigest = (row: Pick<ChartRow, 'changed_on'>): string => row.changed_on.toString(36)

const common = (row: ChartRow): JsonObject => ({
  id: row.id,
  uuid: row.uuid,
  slice_name: row.slice_name,
  viz_type: row.viz_type,
  params: row.params,
  description: row.description,
  cache_timeout: row.cache_timeout,
  certified_by: row.certified_by,
  certification_details: row.certification_details,
  is_managed_externally: row.is_managed_externally,
  datasource_id: row.datasource_id,
  datasource_type: row.datasource_type,
  datasource_url: row.datasource_id === null ? null : `/explore/?datasource_type=${row.datasource_type}&datasource_id=${row.datasource_id}`,
  url: sliceUrl(row.id),
  thumbnail_url: `/api/v1/chart/${row.id}/thumbnail/${chartDigest(row)}/`,
})

interface Surroundings {
  readonly datasets: ReadonlyMap<
    number,
    { readonly id: number; readonly uuid: string; readonly table_name: string; readonly schema: string | null; readonly default_endpoint: string | null }
  >
  readonly dashboards: readonly { readonly chart_id: number; readonly id: number; readonly dashboard_title: string; readonly json_metadata: string }[]
  readonly owners: readonly { readonly object_id: number; readonly user_id: number }[]
  readonly tags: readonly { readonly object_id: number; readonly id: number; readonly name: string; readonly type: string }[]
}

const surroundings = async (ctx: Context, rows: readonly ChartRow[]): Promise<Surroundings> => {
  const { db } = ctx.metadata
  const ids = rows.map((row) => row.id)
  const datasetIds = [...new Set(rows.flatMap((row) => row.datasource_id ?? []))]
  const datasets =
    datasetIds.length === 0
      ? []
      : await db.selectFrom('datasets').select(['id', 'uuid', 'table_name', 'schema', 'default_endpoint']).where('id', 'in', datasetIds).execute()
  const dashboards = await db
    .selectFrom('dashboard_charts')
    .innerJoin('dashboards', 'dashboards.id', 'dashboard_charts.dashboard_id')
    .select(['dashboard_charts.chart_id', 'dashboards.id', 'dashboards.dashboard_title', 'dashboards.json_metadata'])
    .where('dashboard_charts.chart_id', 'in', ids)
    .execute()
  const owners = await db.selectFrom('owners').select(['object_id', 'user_id']).where('object_type', '=', 'chart').where('object_id', 'in', ids).execute()
  const tags = await db
    .selectFrom('tagged_objects')
    .innerJoin('tags', 'tags.id', 'tagged_objects.tag_id')
    .select(['object_id', 'tags.id', 'tags.name', 'tags.type'])
    .where('object_type', '=', 'chart')
    .where('object_id', 'in', ids)
    .execute()
  return { datasets: new Map(datasets.map((d) => [d.id, d])), dashboards, owners, tags }
}

const fullName = (dataset: { readonly table_name: string; readonly schema: string | null } | undefined): string | null =>
  dataset === undefined ? null : dataset.schema === null || dataset.schema === '' ? dataset.table_name : `${dataset.schema}.${dataset.table_name}`

/** Rows of the list. */
export const presentCharts = async (ctx: Context, ids: readonly number[], actor: Actor): Promise<readonly ({ readonly id: number } & JsonObject)[]> => {
  const rows = await ctx.metadata.db
    .selectFrom('charts')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
  const around = await surroundings(ctx, rows)
  const people = await peopleById(ctx, [...rows.flatMap((row) => [row.created_by, row.changed_by, row.last_saved_by]), ...around.owners.map((o) => o.user_id)])
  const now = ctx.clock.now()
  return rows.map((row) => {
    const dataset = row.datasource_id === null ? undefined : around.datasets.get(row.datasource_id)
    return {
      ...common(row),
      id: row.id,
      form_data: formDataOf(row),
      description_markeddown: row.description ?? '',
      edit_url: `/chart/edit/${row.id}`,
      slice_url: sliceUrl(row.id),
      datasource_name_text: fullName(dataset),
      table: dataset === undefined ? null : { default_endpoint: dataset.default_endpoint, table_name: dataset.table_name },
      changed_by: personRef(people, row.changed_by),
      changed_by_name: personName(people, row.changed_by),
      created_by: personRef(people, row.created_by),
      created_by_name: personName(people, row.created_by),
      changed_on_delta_humanized: deltaText(row.changed_on, now),
      changed_on_dttm: row.changed_on,
      changed_on_utc: utcText(row.changed_on),
      created_on_delta_humanized: deltaText(row.created_on, now),
      last_saved_at: row.last_saved_at === null ? null : isoText(row.last_saved_at),
      last_saved_by: personRef(people, row.last_saved_by),
      owners: around.owners.filter((o) => o.object_id === row.id).flatMap((o) => ownerRef(people, o.user_id, actor) ?? []),
      dashboards: around.dashboards.filter((d) => d.chart_id === row.id).map(({ id, dashboard_title }) => ({ id, dashboard_title })),
      tags: around.tags.filter((t) => t.object_id === row.id).map(tagRef),
    }
  })
}

/** `GET /api/v1/chart/<id>`. */
export const presentChart = async (ctx: Context, actor: Actor, row: ChartRow): Promise<JsonObject> => {
  const around = await surroundings(ctx, [row])
  const people = await peopleById(
    ctx,
    around.owners.map((o) => o.user_id),
  )
  const dataset = row.datasource_id === null ? undefined : around.datasets.get(row.datasource_id)
  return {
    ...common(row),
    query_context: row.query_context,
    changed_on_ms: row.changed_on,
    changed_on_delta_humanized: deltaText(row.changed_on, ctx.clock.now()),
    datasource_name_text: fullName(dataset),
    datasource_uuid: dataset?.uuid ?? null,
    dashboards: around.dashboards.map(({ id, dashboard_title, json_metadata }) => ({ id, dashboard_title, json_metadata })),
    owners: around.owners.flatMap((o) => ownerRef(people, o.user_id, actor) ?? []),
    tags: around.tags.filter((t) => t.type === 'custom').map(tagRef),
  }
}

/** A chart as a dashboard loads it. */
export const presentForDashboard = (row: ChartRow): JsonObject => ({
  id: row.id,
  uuid: row.uuid,
  slice_name: row.slice_name,
  cache_timeout: row.cache_timeout,
  changed_on: isoText(row.changed_on),
  description: row.description,
  description_markeddown: row.description ?? '',
  form_data: formDataOf(row),
  slice_url: sliceUrl(row.id),
  certified_by: row.certified_by,
  certification_details: row.certification_details,
  is_managed_externally: row.is_managed_externally,
})
