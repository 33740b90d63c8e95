import { type FormData, type QueryResult, withDefaults } from '@coset/chart-kit'
import { extraFormDataFor, underControls, waitingFilters } from '@coset/chart-kit/dashboard'
import { definitionFor } from '@coset/charts/by-type'
import { writeExact } from '@coset/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { askChart, type Progress } from '../../../shared/chart-data/index.ts'
import { useEmbedding } from '../../../shared/embedding/index.ts'
import { newQueryId, usePlace } from '../../../shared/queue/use-place.ts'
import { type DashboardState, useDashboard } from '../model/context.ts'
import type { ChartInfo } from '../model/types.ts'

const datasetIdOf = (formData: FormData): number => Number(String(formData.datasource ?? '').split('__')[0])

type Surroundings = Pick<DashboardState, 'id' | 'datasets' | 'filters' | 'masks' | 'layout' | 'colorScheme' | 'config'>

/** A chart's settings, defaults included, under the dashboard's filters. */
export const formDataOn = ({ id, datasets, filters, masks, layout, colorScheme, config }: Surroundings, chart: ChartInfo): FormData => {
  const datasetId = datasetIdOf(chart.form_data)
  const dataset = datasets.get(datasetId)
  const columns = new Set(dataset?.column_names ?? [])
  const extra = extraFormDataFor(chart.id, columns, filters, masks, layout, config.scopes)
  const settings = withDefaults(definitionFor(chart.form_data.viz_type ?? 'table'), chart.form_data)
  const timeColumns = new Set((dataset?.columns ?? []).filter((column) => column.is_dttm).map((column) => column.column_name))
  const shown = underControls(settings, { chartId: chart.id, datasetId, timeColumns }, config.controls, masks, layout)
  const scheme = colorScheme === '' ? {} : { color_scheme: colorScheme }
  return { ...shown, ...scheme, slice_id: chart.id, dashboardId: id, extra_form_data: extra }
}

export const useFormData = (chart: ChartInfo): FormData => {
  const { id, datasets, filters, masks, layout, colorScheme, config } = useDashboard()
  return useMemo(
    () => formDataOn({ id, datasets, filters, masks, layout, colorScheme, config }, chart),
    [chart, id, datasets, filters, masks, layout, colorScheme, config],
  )
}

/** The request that asks for a chart's rows. */
export const chartRequest = (formData: FormData, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  datasource: { id: datasetIdOf(formData), type: 'table' },
  force: false,
  queries: definitionFor(formData.viz_type ?? 'table').buildQueries(formData),
  form_data: { slice_id: formData['slice_id'], dashboardId: formData['dashboardId'], viz_type: formData.viz_type },
  result_format: 'json',
  result_type: 'full',
  ...more,
})

/** The same request for an explanation: with the chart's own filters, so that it can tell them from the dashboard's. */
export const explainRequest = (formData: FormData): Record<string, unknown> => ({
  ...chartRequest(formData),
  form_data: { slice_id: formData['slice_id'], dashboardId: formData['dashboardId'], viz_type: formData.viz_type, adhoc_filters: formData['adhoc_filters'] },
})

/** Asks when the chart is near the eye and no required filter is open; the old answer stays while a new one comes. */
export const useChartData = (chart: ChartInfo, formData: FormData, near: boolean, refreshes: number) => {
  const { id, title, refreshed, autoRefresh, filters, masks, layout } = useDashboard()
  const client = useQueryClient()
  const [progress, setProgress] = useState<Progress | null>(null)
  const embedding = useEmbedding()
  const waiting = waitingFilters(chart.id, filters, masks, layout)
  const force = refreshed + refreshes + (autoRefresh.leftOut.has(chart.id) ? 0 : autoRefresh.ticks)
  const queryId = useRef<string | null>(null)
  /** Up to which refresh it was asked past the cache: questions after it may be answered from there again. */
  const forced = useRef(0)
  const question = writeExact(formData)
  const [answered, setAnswered] = useState({ question: '', formData })
  const queryKey = ['chart-data', chart.id, question, force]
  const query = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const name = newQueryId()
      queryId.current = name
      setProgress(null)
      const answer = await askChart<{ result: readonly QueryResult[] }>({
        request: {
          body: chartRequest(formData, force > forced.current ? { force: true } : {}),
          query: { ...embedding?.parameters, dashboard_id: Number(formData['dashboardId']) },
          queryId: name,
          signal,
        },
        about: { group: `dashboard:${id}`, title, href: window.location.pathname + window.location.search },
        onProgress: setProgress,
      })
      forced.current = force
      return answer
    },
    enabled: near && waiting.length === 0,
    placeholderData: (before) => before,
    staleTime: 60_000,
    retry: false,
  })
  if (query.data !== undefined && !query.isPlaceholderData && answered.question !== question) setAnswered({ question, formData })
  return {
    query,
    waiting,
    /** What is shown answers another question than the one that is asked: other filters, not the same once more. */
    isStale: query.isPlaceholderData && answered.question !== question,
    /** The settings that what is shown was asked with: old rows under new dimensions would be nonsense. */
    drawnAs: query.isPlaceholderData ? answered.formData : formData,
    place: usePlace(progress === null ? queryId.current : null, query.isFetching),
    /** Of a request that a worker carries out; null: none is open. */
    progress: query.isFetching ? progress : null,
    stop: () => void client.cancelQueries({ queryKey }),
    isStopped: progress !== null && query.fetchStatus === 'idle' && query.error === null && (query.data === undefined || query.isPlaceholderData),
  }
}
