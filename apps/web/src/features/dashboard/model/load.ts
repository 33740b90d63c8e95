import type { DataMasks } from '@coset/chart-kit/dashboard'
import { loadDefinitions } from '@coset/charts/by-type'
import { readExact, writeExact } from '@coset/core'
import { api } from '../../../session/api.ts'
import type { ChartInfo, DashboardInfo, DatasetInfo, Loaded } from './types.ts'

interface Result<T> {
  readonly result: T
}

/** A dashboard's `json_metadata`; integers beyond 2^53 stay exact. */
export const metadataOf = (text: string): Record<string, unknown> => readExact(text === '' ? '{}' : text) as Record<string, unknown>

/** Charts with the code that knows their types. Throws when that cannot be had. */
export const withDefinitions = async (charts: readonly ChartInfo[]): Promise<readonly ChartInfo[]> => {
  await loadDefinitions(charts.map((chart) => chart.form_data.viz_type ?? 'table'))
  return charts
}

/** A dashboard by id, UUID or slug, with its charts and datasets, all at once. */
export const loadDashboard = async (ref: string, signal: AbortSignal): Promise<Loaded> => {
  const base = `/api/v1/dashboard/${encodeURIComponent(ref)}`
  const [dashboard, charts, datasets] = await Promise.all([
    api.get<Result<DashboardInfo>>(base, { signal }),
    api.get<Result<readonly ChartInfo[]>>(`${base}/charts`, { signal }).then(({ result }) => withDefinitions(result)),
    api.get<Result<readonly DatasetInfo[]>>(`${base}/datasets`, { signal }),
  ])
  return { dashboard: dashboard.result, charts, datasets: datasets.result }
}

export interface Permalink {
  readonly dashboardId: string
  readonly state: { readonly dataMask?: DataMasks | null; readonly activeTabs?: readonly string[] | null; readonly anchor?: string | null }
}

export const loadPermalink = (key: string): Promise<Permalink> => api.get<Permalink>(`/api/v1/dashboard/permalink/${encodeURIComponent(key)}`)

const readMasks = (text: string): DataMasks => {
  const value: unknown = readExact(text)
  return typeof value === 'object' && value !== null ? (value as DataMasks) : {}
}

/** The filters as they were kept under a key. */
export const loadState = async (dashboardId: number, key: string): Promise<DataMasks> =>
  readMasks((await api.get<{ value: string }>(`/api/v1/dashboard/${dashboardId}/filter_state/${encodeURIComponent(key)}`)).value)

/** Keeps the state of the filters; a new key, or the same one again. */
export const saveState = async (dashboardId: number, key: string | null, masks: DataMasks): Promise<string> => {
  const body = { value: writeExact(masks) }
  const path = `/api/v1/dashboard/${dashboardId}/filter_state`
  const answer = key === null ? await api.post<{ key: string }>(path, { body }) : await api.put<{ key: string }>(`${path}/${encodeURIComponent(key)}`, { body })
  return answer.key
}
