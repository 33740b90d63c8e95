import type { Actor } from '@coset/access'
import {
  type ChartModel,
  type ChartTheme,
  createColorScale,
  type FormData,
  LIGHT_THEME,
  type QueryResult,
  renderToSvg,
  toDatasetHints,
  withDefaults,
} from '@coset/chart-kit'
import { definitionFor } from '@coset/charts'
import { AppError, readDigits, readExact, writeExact } from '@coset/core'
import { runQueryContext, validateQueryContext } from '@coset/query'
import { authorise, type ChartRow, cacheTimeout, formDataOf } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { askOf, type Dataset, loadDataset } from '../dataset/index.ts'

/** Who looks at the picture, and on whose signal the work stops. */
export interface Looking {
  readonly ctx: Context
  readonly actor: Actor
  readonly signal: AbortSignal
  /** Asks the database again. */
  readonly force: boolean
}

export interface ChartDrawing {
  /** Filters of a dashboard that hold for this chart, and the dashboard. */
  readonly extra: Readonly<Record<string, unknown>>
  readonly dashboardId: number | null
  readonly theme: ChartTheme
  readonly colorOf: ReturnType<typeof createColorScale>
  /** Of all charts of the dashboard. */
  readonly colorScheme?: string
  /** The chart's settings as the dashboard's display controls have them. */
  readonly controlled?: (settings: FormData) => FormData
  /** Told of a chart that only a page can draw. */
  readonly undrawn?: () => void
}

/** A chart by itself, with colours of its own. */
export const alone = (): ChartDrawing => ({ extra: {}, dashboardId: null, theme: LIGHT_THEME, colorOf: createColorScale({ dark: false }) })

interface Request {
  readonly formData: FormData
  readonly body: Record<string, unknown>
}

/** The request that the page would send for a chart. */
export const requestOf = (
  row: ChartRow,
  { extra, dashboardId, controlled = (form) => form }: Pick<ChartDrawing, 'extra' | 'dashboardId' | 'controlled'>,
  more: Readonly<Record<string, unknown>>,
): Request => {
  const definition = definitionFor(row.viz_type)
  const settings = controlled(withDefaults(definition, formDataOf(row) as FormData))
  const formData: FormData = { ...settings, slice_id: row.id, extra_form_data: extra, ...(dashboardId === null ? {} : { dashboardId }) }
  const body = {
    datasource: { id: row.datasource_id, type: 'table' },
    queries: definition.buildQueries(formData),
    form_data: { slice_id: row.id, viz_type: row.viz_type, ...(dashboardId === null ? {} : { dashboardId }) },
    result_format: 'json',
    result_type: 'full',
    ...more,
  }
  return { formData, body: readDigits(writeExact(body)) as Record<string, unknown> }
}

/** Runs a chart's request as its looker, with every check that the API makes. */
export const askChart = async ({ ctx, actor, signal }: Looking, row: ChartRow, body: unknown) => {
  const asked = validateQueryContext(body)
  const dataset = await loadDataset(ctx, row.datasource_id ?? 0)
  const call = { ctx, actor, request: { queryId: null, signal, parameters: {} } }
  const context = await authorise(call, dataset, asked)
  const ask = await askOf(call, dataset, await cacheTimeout({ ctx }, row.id))
  const answer = await ctx.onBehalfOf(actor, () => runQueryContext(ctx.query, { ...ask, ticket: { ...ask.ticket, lane: 'scheduled' } }, context))
  return { answer, dataset }
}

const resultsOf = async (looking: Looking, row: ChartRow, body: unknown): Promise<{ readonly results: readonly QueryResult[]; readonly dataset: Dataset }> => {
  const { answer, dataset } = await askChart(looking, row, body)
  const { result } = readExact(Buffer.from(answer.toJson()).toString('utf8')) as { result: readonly QueryResult[] }
  return { results: result, dataset }
}

export const hintsOf = ({ columns, metrics }: Dataset) =>
  toDatasetHints({
    columns: columns.map((column) => ({ column_name: column.column_name, verbose_name: column.verbose_name })),
    metrics: metrics.map((metric) => ({
      metric_name: metric.metric_name,
      verbose_name: metric.verbose_name,
      d3format: metric.d3format,
      currency: metric.currency,
    })),
  })

/** A chart as its looker would see it. Throws what its query throws. */
export const chartModel = async (looking: Looking, row: ChartRow, drawing: ChartDrawing, width: number, height: number): Promise<ChartModel> => {
  const { formData, body } = requestOf(row, drawing, looking.force ? { force: true } : {})
  const { results, dataset } = await resultsOf(looking, row, body)
  const scheme = drawing.colorScheme === undefined ? {} : { color_scheme: drawing.colorScheme }
  const settings = { ...formData, ...scheme }
  return definitionFor(row.viz_type).transform({
    formData: settings,
    results,
    dataset: hintsOf(dataset),
    width,
    height,
    theme: drawing.theme,
    colorOf: drawing.colorOf,
  })
}

const sentenceOf = (error: unknown): string => (error instanceof AppError && error.expose ? error.message : 'This chart could not be drawn')

/** The drawing of a chart; one that cannot be drawn says why, unless the looker's signal ended the work. */
export const chartSvg = async (looking: Looking, row: ChartRow, drawing: ChartDrawing, width: number, height: number): Promise<string> => {
  try {
    const model = await chartModel(looking, row, drawing, width, height)
    if (model.kind === 'custom' && model.svg === undefined) drawing.undrawn?.()
    return await renderToSvg(model, width, height, drawing.theme)
  } catch (error) {
    if (looking.signal.aborted) throw error
    return renderToSvg({ kind: 'empty', summary: sentenceOf(error) }, width, height, drawing.theme)
  }
}
