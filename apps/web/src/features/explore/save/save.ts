import type { ChartDefinition, FormData } from '@coset/chart-kit'
import { api } from '../../../session/api.ts'
import type { Loaded } from '../types.ts'
import { chartBody } from './body.ts'
import { appendChart } from './layout.ts'

export type Target = { readonly kind: 'none' } | { readonly kind: 'existing'; readonly id: number } | { readonly kind: 'new'; readonly title: string }

export interface SaveWish {
  readonly name: string
  /** The chart to overwrite; undefined makes a new one. */
  readonly sliceId: number | undefined
  readonly target: Target
  readonly definition: ChartDefinition
  readonly formData: FormData
  readonly loaded: Loaded
}

interface SavedAnswer {
  readonly id: number
}

interface DashboardAnswer {
  readonly result: { readonly id: number; readonly dashboard_title: string; readonly position_json: string | null }
}

async function dashboardId(target: Target): Promise<number | undefined> {
  if (target.kind === 'none') return undefined
  if (target.kind === 'existing') return target.id
  return (await api.post<SavedAnswer>('/api/v1/dashboard/', { body: { dashboard_title: target.title } })).id
}

async function place(dashboard: number, chartId: number, name: string): Promise<void> {
  const [{ result }, chart] = await Promise.all([
    api.get<DashboardAnswer>(`/api/v1/dashboard/${dashboard}`),
    api.get<{ result: { uuid?: string } }>(`/api/v1/chart/${chartId}`),
  ])
  const position = appendChart(result.position_json, { id: chartId, name, uuid: chart.result.uuid ?? '' }, result.dashboard_title)
  await api.put(`/api/v1/dashboard/${dashboard}`, { body: { position_json: position } })
}

/** Writes the chart and puts it on the wished dashboard. Gives their ids; throws ApiError. */
export async function saveChart({
  name,
  sliceId,
  target,
  definition,
  formData,
  loaded,
}: SaveWish): Promise<{ readonly id: number; readonly dashboard: number | undefined }> {
  const dashboard = await dashboardId(target)
  const before = sliceId === undefined ? [] : (loaded.metadata?.dashboards ?? []).map(({ id }) => id)
  const dashboards = dashboard === undefined ? undefined : [...new Set([...before, dashboard])]
  const body = chartBody({ name, definition, formData, datasetId: loaded.dataset.id, sliceId, dashboards })
  const id = sliceId ?? (await api.post<SavedAnswer>('/api/v1/chart/', { body })).id
  if (sliceId !== undefined) await api.put(`/api/v1/chart/${sliceId}`, { body })
  if (dashboard !== undefined) await place(dashboard, id, name)
  return { id, dashboard }
}
