import { CATEGORICAL_SCHEMES, createColorScale } from '@coset/chart-kit'
import {
  type DataMasks,
  defaultMasks,
  EMPTY_MASK,
  extraFormDataFor,
  readDashboardConfig,
  readFilters,
  readLayout,
  underControls,
} from '@coset/chart-kit/dashboard'
import { drawDashboard, type Page } from '@coset/render'
import { type ChartRow, formDataOf } from '../chart/index.ts'
import { type DashboardRow, datasetsOf } from '../dashboard/index.ts'
import { readObject } from '../json-text.ts'
import { type ChartDrawing, chartSvg, type Looking } from './chart.ts'
import { lookFor } from './look.ts'

/** What is chosen on a dashboard: tabs, and filters by their masks. */
export interface DashboardState {
  readonly activeTabs: readonly string[]
  /** One tab alone. */
  readonly anchor: string | null
  readonly dataMask: Readonly<Record<string, unknown>>
}

export const AS_SAVED: DashboardState = { activeTabs: [], anchor: null, dataMask: {} }

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const masksOf = (given: Readonly<Record<string, unknown>>): DataMasks =>
  Object.fromEntries(
    Object.entries(given)
      .filter((entry): entry is [string, Record<string, unknown>] => isRecord(entry[1]))
      .map(([id, mask]) => [
        id,
        {
          extraFormData: isRecord(mask['extraFormData']) ? mask['extraFormData'] : EMPTY_MASK.extraFormData,
          filterState: isRecord(mask['filterState']) ? mask['filterState'] : EMPTY_MASK.filterState,
        },
      ]),
  )

const texts = (value: unknown): Record<string, string> =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) : {}

/** Filters in words, under the title. */
const noteOf = (filters: ReturnType<typeof readFilters>, masks: DataMasks, now: number): string => {
  const names = new Map(filters.map((filter) => [filter.id, filter.name]))
  const chosen = Object.entries(masks).flatMap(([id, mask]) => {
    const { label, value } = mask.filterState
    const shown = label ?? (Array.isArray(value) ? value.join(', ') : value === null || value === undefined ? '' : String(value))
    return shown === '' || !names.has(id) ? [] : [`${names.get(id)}: ${shown}`]
  })
  return [`${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC`, ...chosen].join('  ·  ')
}

/** The state as a page's address carries it. */
export const dashboardParameters = (row: DashboardRow, { activeTabs, anchor, dataMask }: DashboardState, now: number): Readonly<Record<string, string>> => {
  const filters = readFilters(readObject(row.json_metadata))
  const masks = masksOf(dataMask)
  const note = noteOf(filters, { ...defaultMasks(filters), ...masks }, now)
  return { state: JSON.stringify({ activeTabs, anchor, dataMask: masks, note }) }
}

const chartsOf = async ({ ctx }: Looking, dashboardId: number): Promise<ReadonlyMap<number, ChartRow>> => {
  const rows = await ctx.metadata.db
    .selectFrom('charts')
    .innerJoin('dashboard_charts', 'dashboard_charts.chart_id', 'charts.id')
    .selectAll('charts')
    .where('dashboard_charts.dashboard_id', '=', dashboardId)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

const datasetIdOf = (row: ChartRow): number => row.datasource_id ?? Number(String(formDataOf(row)['datasource'] ?? '').split('__')[0])

/** A whole dashboard as its looker would see it, charts they may not see saying so. Throws only when the looker's signal ended the work. */
export const dashboardPage = async (looking: Looking, row: DashboardRow, state: DashboardState, width: number, undrawn?: () => void): Promise<Page> => {
  const metadata = readObject(row.json_metadata)
  const charts = await chartsOf(looking, row.id)
  const layout = readLayout(row.position_json, [...charts.keys()])
  const { filters, controls, chosenFor, scopes } = readDashboardConfig(metadata)
  const masks = { ...defaultMasks(chosenFor), ...masksOf(state.dataMask) }
  const datasets = await datasetsOf(looking.ctx, row.id)
  const columns = new Map(datasets.map((dataset) => [dataset.row.id, new Set(dataset.columns.map((one) => one.column_name))]))
  const times = new Map(datasets.map((dataset) => [dataset.row.id, new Set(dataset.columns.filter((one) => one.is_dttm).map((one) => one.column_name))]))
  const look = await lookFor(looking.ctx, row.theme_id)
  const colorOf = createColorScale({ overrides: { ...texts(metadata['map_label_colors']), ...texts(metadata['label_colors']) }, dark: false })
  const colorScheme = CATEGORICAL_SCHEMES.find((scheme) => scheme === metadata['color_scheme'])
  const picture = async (id: number, chartWidth: number, chartHeight: number) => {
    const chart = charts.get(id)
    if (chart === undefined) return { name: '', svg: '<svg xmlns="http://www.w3.org/2000/svg"></svg>' }
    const datasetId = datasetIdOf(chart)
    const extra = extraFormDataFor(id, columns.get(datasetId) ?? new Set(), filters, masks, layout, scopes)
    const place = { chartId: id, datasetId, timeColumns: times.get(datasetId) ?? new Set<string>() }
    const drawing: ChartDrawing = {
      extra,
      controlled: (settings) => underControls(settings, place, controls, masks, layout),
      dashboardId: row.id,
      theme: look.theme,
      colorOf,
      ...(colorScheme === undefined ? {} : { colorScheme }),
      ...(undrawn === undefined ? {} : { undrawn }),
    }
    return { name: chart.slice_name, svg: await chartSvg(looking, chart, drawing, chartWidth, chartHeight) }
  }
  return drawDashboard({
    title: row.dashboard_title,
    note: noteOf(filters, masks, looking.ctx.clock.now()),
    layout,
    width,
    ...look,
    open: state.activeTabs,
    ...(state.anchor === null ? {} : { from: state.anchor }),
    chart: picture,
  })
}
