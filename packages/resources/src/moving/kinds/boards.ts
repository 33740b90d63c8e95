import { remapMetadata, uuidsInMetadata } from '../../bundle/remap.ts'
import { type JsonObject, readObject } from '../../json-text.ts'
import { audit, idsOf, type Kind, type Move, note, ref, uuidOf } from '../move.ts'
import type { SourceRow } from '../source.ts'
import { setOwnersFrom } from './links.ts'

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

const unchanged = (ids: ReadonlyMap<number, number>): boolean => [...ids].every(([there, here]) => there === here)

/** `5__table` with the dataset's id here. */
const datasourceHere = (text: unknown, ids: ReadonlyMap<number, number>): unknown => {
  const [id = '', type = 'table'] = String(text).split('__')
  return ids.has(Number(id)) ? `${ids.get(Number(id))}__${type}` : text
}

const paramsHere = (params: JsonObject, datasets: ReadonlyMap<number, number>): JsonObject =>
  params['datasource'] === undefined ? params : { ...params, datasource: datasourceHere(params['datasource'], datasets) }

const contextHere = (context: JsonObject, datasets: ReadonlyMap<number, number>): JsonObject => {
  const source = isObject(context['datasource']) ? context['datasource'] : {}
  const id = datasets.get(Number(source['id']))
  const form = isObject(context['form_data']) ? { form_data: paramsHere(context['form_data'], datasets) } : {}
  return { ...context, ...(id === undefined ? {} : { datasource: { ...source, id } }), ...form }
}

/** JSON text with the ids of here; as it was where every id is the same. */
const edited = (text: string | null, same: boolean, edit: (value: JsonObject) => JsonObject): string | null =>
  text === null || text === '' || same ? text : JSON.stringify(edit(readObject(text)))

export const charts: Kind = {
  kind: 'chart',
  from: 'slices',
  to: 'charts',
  name: (row) => row.text('slice_name') ?? '',
  values: (row, move) => {
    const datasets = idsOf(move, 'dataset')
    const same = unchanged(datasets)
    const datasource_id = ref(move, 'dataset', row.int('datasource_id'))
    if (datasource_id === null) note(move, 'chart', row.text('slice_name') ?? '', 'note', 'came, but its dataset did not')
    return {
      uuid: uuidOf(move, 'chart', row),
      slice_name: row.text('slice_name') ?? '',
      datasource_id,
      datasource_type: row.text('datasource_type') ?? 'table',
      viz_type: row.text('viz_type') ?? 'table',
      params: edited(row.text('params'), same, (value) => paramsHere(value, datasets)) ?? '{}',
      query_context: edited(row.text('query_context'), same, (value) => contextHere(value, datasets)),
      description: row.text('description'),
      cache_timeout: row.int('cache_timeout'),
      certified_by: row.text('certified_by'),
      certification_details: row.text('certification_details'),
      last_saved_at: row.moment('last_saved_at'),
      last_saved_by: ref(move, 'user', row.int('last_saved_by_fk')),
      is_managed_externally: row.flag('is_managed_externally'),
      external_url: row.text('external_url'),
      ...audit(move, row),
    }
  },
  twins: ({ uuid }) => [{ uuid: uuid ?? null }],
  after: (move, id, row) => setOwnersFrom(move, 'chart', id, 'slice_user', 'slice_id', row.id),
}

const layoutHere = (layout: JsonObject, ids: ReadonlyMap<number, number>): JsonObject =>
  Object.fromEntries(
    Object.entries(layout).map(([key, item]) => {
      const meta = isObject(item) && isObject(item['meta']) ? item['meta'] : null
      const chartId = meta === null ? undefined : ids.get(Number(meta['chartId']))
      return [key, chartId === undefined ? item : { ...(item as JsonObject), meta: { ...meta, chartId } }]
    }),
  )

/** Ids of charts in the metadata, and of the datasets that its filters name, as they are here. */
const metadataHere = (metadata: JsonObject, charts: ReadonlyMap<number, number>, datasets: ReadonlyMap<number, number>): JsonObject => {
  const names = new Map([...datasets.keys()].map((there) => [there, String(there)]))
  return remapMetadata(uuidsInMetadata(metadata, names), charts, new Map([...datasets].map(([there, here]) => [String(there), here])))
}

const linksOf = async (move: Move, id: number, row: SourceRow): Promise<void> => {
  const { db } = move
  await db.deleteFrom('dashboard_charts').where('dashboard_id', '=', id).execute()
  await db.deleteFrom('dashboard_roles').where('dashboard_id', '=', id).execute()
  const charts = (await move.source.linked('dashboard_slices', 'dashboard_id', row.id)).flatMap((link) => ref(move, 'chart', link.int('slice_id')) ?? [])
  for (const chart_id of new Set(charts)) await db.insertInto('dashboard_charts').values({ dashboard_id: id, chart_id }).execute()
  const roles = (await move.source.linked('dashboard_roles', 'dashboard_id', row.id)).flatMap((link) => ref(move, 'role', link.int('role_id')) ?? [])
  for (const role_id of new Set(roles)) await db.insertInto('dashboard_roles').values({ dashboard_id: id, role_id }).execute()
}

/** The address under which other sites show a dashboard stays. */
const embeddingOf = async (move: Move, id: number, row: SourceRow): Promise<void> => {
  const [embedded] = await move.source.linked('embedded_dashboards', 'dashboard_id', row.id)
  const uuid = embedded?.uuid('uuid') ?? null
  if (embedded === undefined || uuid === null) return
  await move.db.deleteFrom('embedded_dashboards').where('dashboard_id', '=', id).execute()
  await move.db
    .insertInto('embedded_dashboards')
    .values({ uuid, dashboard_id: id, allow_domain_list: embedded.text('allow_domain_list') ?? '', ...audit(move, embedded) })
    .execute()
}

export const dashboards: Kind = {
  kind: 'dashboard',
  from: 'dashboards',
  to: 'dashboards',
  name: (row) => row.text('dashboard_title') ?? '',
  values: (row, move) => {
    const charts = idsOf(move, 'chart')
    const datasets = idsOf(move, 'dataset')
    const same = unchanged(charts) && unchanged(datasets)
    return {
      uuid: uuidOf(move, 'dashboard', row),
      dashboard_title: row.text('dashboard_title') ?? '',
      slug: row.text('slug'),
      description: row.text('description'),
      position_json: edited(row.text('position_json'), same, (layout) => layoutHere(layout, charts)) ?? '{}',
      json_metadata: edited(row.text('json_metadata'), same, (metadata) => metadataHere(metadata, charts, datasets)) ?? '{}',
      css: row.text('css') ?? '',
      published: row.flag('published'),
      certified_by: row.text('certified_by'),
      certification_details: row.text('certification_details'),
      theme_id: ref(move, 'theme', row.int('theme_id')),
      is_managed_externally: row.flag('is_managed_externally'),
      external_url: row.text('external_url'),
      ...audit(move, row),
    }
  },
  twins: ({ uuid, slug }) => [{ uuid: uuid ?? null }, ...(slug === null || slug === undefined ? [] : [{ slug }])],
  after: async (move, id, row) => {
    await linksOf(move, id, row)
    await setOwnersFrom(move, 'dashboard', id, 'dashboard_user', 'dashboard_id', row.id)
    await embeddingOf(move, id, row)
  },
}
