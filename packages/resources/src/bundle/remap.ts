import type { JsonObject } from '../json-text.ts'

/** Old id in the file → id here. */
export type IdMap = ReadonlyMap<number, number>

const numbers = (value: unknown): readonly number[] => (Array.isArray(value) ? value.filter((v): v is number => typeof v === 'number') : [])
const mapList = (value: unknown, ids: IdMap): readonly number[] => numbers(value).flatMap((id) => ids.get(id) ?? [])
const mapKeys = (value: unknown, ids: IdMap): JsonObject =>
  Object.fromEntries(Object.entries(asObject(value)).flatMap(([key, inner]) => (ids.has(Number(key)) ? [[String(ids.get(Number(key))), inner]] : [])))
const asObject = (value: unknown): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {})

/** Chart ids of a layout by the charts' uuids; the map from the file's ids to ours comes with it. */
export const remapLayout = (
  position: JsonObject,
  chartIds: ReadonlyMap<string, number>,
): { readonly layout: JsonObject; readonly ids: Map<number, number>; readonly charts: readonly number[] } => {
  const ids = new Map<number, number>()
  const charts = new Set<number>()
  const layout = Object.fromEntries(
    Object.entries(position).map(([key, item]) => {
      const meta = asObject(asObject(item)['meta'])
      const own = typeof meta['uuid'] === 'string' ? chartIds.get(meta['uuid'].toLowerCase()) : undefined
      if (asObject(item)['type'] !== 'CHART' || own === undefined) return [key, item]
      if (typeof meta['chartId'] === 'number') ids.set(meta['chartId'], own)
      charts.add(own)
      return [key, { ...asObject(item), meta: { ...meta, chartId: own } }]
    }),
  )
  return { layout, ids, charts: [...charts] }
}

const remapScope = (item: JsonObject, ids: IdMap): JsonObject => {
  const scope = asObject(item['scope'])
  return {
    ...item,
    ...(Array.isArray(scope['excluded']) ? { scope: { ...scope, excluded: mapList(scope['excluded'], ids) } } : {}),
    ...(Array.isArray(item['chartsInScope']) ? { chartsInScope: mapList(item['chartsInScope'], ids) } : {}),
  }
}

const remapFilter = (filter: unknown, ids: IdMap, datasetIds: ReadonlyMap<string, number>): JsonObject => {
  const item = remapScope(asObject(filter), ids)
  if (!Array.isArray(item['targets'])) return item
  return {
    ...item,
    targets: item['targets'].map((target: unknown) => {
      // An id of the file's own site says nothing here
      const { datasetUuid, datasetId: _, ...rest } = asObject(target)
      const id = typeof datasetUuid === 'string' ? datasetIds.get(datasetUuid.toLowerCase()) : undefined
      return id === undefined ? rest : { ...rest, datasetId: id }
    }),
  }
}

const remapChartConfiguration = (value: unknown, ids: IdMap): JsonObject =>
  Object.fromEntries(
    Object.entries(mapKeys(value, ids)).map(([id, raw]) => {
      const entry = asObject(raw)
      const cross = asObject(entry['crossFilters'])
      const scope = cross['scope']
      const crossFilters = {
        ...cross,
        ...(typeof scope === 'object' && scope !== null ? { scope: { ...scope, excluded: mapList(asObject(scope)['excluded'], ids) } } : {}),
        ...(Array.isArray(cross['chartsInScope']) ? { chartsInScope: mapList(cross['chartsInScope'], ids) } : {}),
      }
      return [id, { ...entry, id: Number(id), ...('crossFilters' in entry ? { crossFilters } : {}) }]
    }),
  )

const remapJsonText = (value: unknown, ids: IdMap): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.stringify(mapKeys(JSON.parse(value), ids))
  } catch (error) {
    if (error instanceof SyntaxError) return value
    throw error
  }
}

/** Every id inside a dashboard's metadata as ours; references to charts that did not come are dropped. */
export const remapMetadata = (metadata: JsonObject, ids: IdMap, datasetIds: ReadonlyMap<string, number>): JsonObject => {
  const edits: Record<string, (value: unknown) => unknown> = {
    timed_refresh_immune_slices: (v) => mapList(v, ids),
    expanded_slices: (v) => mapKeys(v, ids),
    filter_scopes: (v) => mapKeys(v, ids),
    default_filters: (v) => remapJsonText(v, ids),
    chart_configuration: (v) => remapChartConfiguration(v, ids),
    global_chart_configuration: (v) => remapScope(asObject(v), ids),
    native_filter_configuration: (v) => (Array.isArray(v) ? v.map((filter) => remapFilter(filter, ids, datasetIds)) : v),
    chart_customization_config: (v) => (Array.isArray(v) ? v.map((item) => remapFilter(item, ids, datasetIds)) : v),
  }
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, value === null || value === undefined ? value : (edits[key]?.(value) ?? value)]),
  )
}

/** Dataset ids of filters as uuids, for a bundle that leaves. */
export const uuidsInMetadata = (metadata: JsonObject, datasetUuids: ReadonlyMap<number, string>): JsonObject => {
  const edit = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map((raw) => {
          const item = asObject(raw)
          if (!Array.isArray(item['targets'])) return item
          return {
            ...item,
            targets: item['targets'].map((target: unknown) => {
              const { datasetId, ...rest } = asObject(target)
              const uuid = typeof datasetId === 'number' ? datasetUuids.get(datasetId) : undefined
              return uuid === undefined ? rest : { ...rest, datasetUuid: uuid }
            }),
          }
        })
      : value
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, key === 'native_filter_configuration' || key === 'chart_customization_config' ? edit(value) : value]),
  )
}
