import type { ChartDefinition, FormData } from '@coset/chart-kit'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { type Outcome, saveOver } from '../../../shared/history/conflict.tsx'
import { ownWords } from '../../../shared/history/mine.ts'
import type { Loaded } from '../types.ts'
import { type ChartBody, chartBody } from './body.ts'
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
  /** Where the chart reads SQL that is no dataset: what makes it one, and gives its id. */
  readonly toDataset?: (() => Promise<number>) | undefined
  /** The settings as they were read. */
  readonly saved: FormData
  /** When the chart to overwrite was changed last, as far as one knows. */
  readonly readOn: number | undefined
}

interface SavedAnswer {
  readonly id: number
}

export interface SavedChart {
  readonly id: number
  readonly changedOn: number | undefined
  readonly dashboard: number | undefined
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

/** What the form cannot change, or says for itself. */
const UNTOLD = ['slice_id', 'dashboards', 'viz_type', 'datasource']

const controls = (params: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).filter(([key]) => !UNTOLD.includes(key)))

const mineOf = ({ loaded: { slice }, saved }: SaveWish, body: ChartBody): readonly string[] =>
  ownWords(
    { slice_name: slice?.slice_name, viz_type: saved.viz_type, params: controls(saved) },
    { slice_name: body.slice_name, viz_type: body.viz_type, params: controls(JSON.parse(body.params) as Record<string, unknown>) },
    { slice_name: t('Name'), viz_type: t('Kind of chart'), params: t('Control') },
  )

const overwrite = async (id: number, body: ChartBody, wish: SaveWish): Promise<Outcome<number>> =>
  saveOver({ kind: 'chart', id, readOn: wish.readOn, mine: () => mineOf(wish, body) }, async (expected) => {
    const { result } = await api.put<{ result: { changed_on_ms: number } }>(`/api/v1/chart/${id}`, { body: { ...body, ...expected } })
    return result.changed_on_ms
  })

/** Keeps the SQL that a chart reads as a dataset; gives its id. Throws ApiError. */
export async function saveAsDataset({ database, catalog, schema, sql, template_params }: Loaded['dataset'], name: string): Promise<number> {
  const body = { database: database?.id, catalog, schema, table_name: name, sql, ...(template_params ? { template_params } : {}) }
  return (await api.post<SavedAnswer>('/api/v1/dataset/', { body })).id
}

/** Writes the chart and puts it on the wished dashboard. Gives their ids, or what was chosen instead when somebody saved meanwhile; throws ApiError. */
export async function saveChart(wish: SaveWish): Promise<Outcome<SavedChart>> {
  const { name, sliceId, target, definition, formData, loaded } = wish
  const datasetId = (await wish.toDataset?.()) ?? loaded.dataset.id
  const dashboard = await dashboardId(target)
  const before = sliceId === undefined ? [] : (loaded.metadata?.dashboards ?? []).map(({ id }) => id)
  const dashboards = dashboard === undefined ? undefined : [...new Set([...before, dashboard])]
  const body = chartBody({ name, definition, formData, datasetId, sliceId, dashboards })
  const id = sliceId ?? (await api.post<SavedAnswer>('/api/v1/chart/', { body })).id
  const outcome = sliceId === undefined ? undefined : await overwrite(sliceId, body, wish)
  if (outcome !== undefined && outcome.kind !== 'saved') {
    // Nothing was saved, so nothing new stays
    if (target.kind === 'new' && dashboard !== undefined) await api.delete(`/api/v1/dashboard/${dashboard}`)
    return outcome
  }
  if (dashboard !== undefined) await place(dashboard, id, name)
  return { kind: 'saved', answer: { id, changedOn: outcome?.answer, dashboard } }
}
