import { cascadeExtra, type NativeFilter } from '@coset/chart-kit/dashboard'
import { writeExact } from '@coset/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { useDashboard } from '../model/context.ts'

interface Answer {
  readonly result: readonly { readonly data: readonly Record<string, unknown>[]; readonly coltypes?: readonly number[] }[]
}

/** A filter's own query over its dataset, under the filters that it depends on. */
const request = (
  dashboardId: number,
  filter: NativeFilter,
  query: Readonly<Record<string, unknown>>,
  extra: ReturnType<typeof cascadeExtra>,
  resultType = 'full',
): Record<string, unknown> => {
  const datasetId = filter.targets[0]?.datasetId ?? 0
  const adhoc = (filter.adhoc_filters ?? []) as readonly {
    readonly expressionType?: string
    readonly subject?: string
    readonly operator?: string
    readonly comparator?: unknown
    readonly sqlExpression?: string
  }[]
  const filters = [
    ...adhoc.filter((f) => f.expressionType === 'SIMPLE').map((f) => ({ col: f.subject, op: f.operator, val: f.comparator })),
    ...(extra.filters ?? []),
  ]
  const where = adhoc
    .filter((f) => f.expressionType === 'SQL')
    .map((f) => `(${f.sqlExpression})`)
    .join(' AND ')
  const range = extra.time_range ?? filter.time_range
  return {
    datasource: { id: datasetId, type: 'table' },
    queries: [
      {
        filters,
        extras: where === '' ? {} : { where },
        ...(range === undefined ? {} : { time_range: range }),
        ...(filter.granularity_sqla === undefined ? {} : { granularity: filter.granularity_sqla }),
        ...query,
      },
    ],
    form_data: { dashboardId, native_filter_id: filter.id, type: 'NATIVE_FILTER', viz_type: filter.filterType, datasource: `${datasetId}__table` },
    result_format: 'json',
    result_type: resultType,
  }
}

const useAnswer = (filter: NativeFilter, query: Readonly<Record<string, unknown>>, resultType?: string) => {
  const { id, masks } = useDashboard()
  const body = request(id, filter, query, cascadeExtra(filter, masks), resultType)
  return useQuery({
    queryKey: ['filter-options', filter.id, writeExact(body)],
    queryFn: ({ signal }) => api.post<Answer>('/api/v1/chart/data', { body, signal }),
    enabled: filter.targets[0]?.datasetId !== undefined,
    staleTime: 60_000,
    placeholderData: (before) => before,
    retry: false,
  })
}

/** The values to choose from, in the filter's order; `search` asks the server when the filter says so. */
export const useValues = (filter: NativeFilter, search: string) => {
  const column = filter.targets[0]?.column?.name ?? ''
  const ascending = filter.controlValues?.['sortAscending'] !== false
  const metric = filter.sortMetric ?? null
  const query = useAnswer(filter, {
    columns: [column],
    metrics: metric === null ? [] : [metric],
    orderby: [[metric ?? column, ascending]],
    row_limit: 1000,
    ...(search === '' ? {} : { filters: [{ col: column, op: 'ILIKE', val: `%${search}%` }] }),
  })
  return { values: (query.data?.result[0]?.data ?? []).map((row) => row[column] ?? null), temporal: query.data?.result[0]?.coltypes?.[0] === 2, query }
}

/** Least and greatest value of the column. */
export const useEdges = (filter: NativeFilter) => {
  const column = { column_name: filter.targets[0]?.column?.name ?? '' }
  const metric = (aggregate: 'MIN' | 'MAX', label: string) => ({ aggregate, column, expressionType: 'SIMPLE', hasCustomLabel: true, label })
  const query = useAnswer(filter, { columns: [], metrics: [metric('MIN', 'min'), metric('MAX', 'max')] })
  const row = query.data?.result[0]?.data[0]
  const number = (value: unknown): number | null => (typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : null)
  return { min: number(row?.['min']), max: number(row?.['max']), query }
}

/** Temporal columns of the filter's dataset. */
export const useTimeColumns = (filter: NativeFilter) => {
  const query = useAnswer(filter, {}, 'columns')
  return (query.data?.result[0]?.data ?? [])
    .filter((row) => row['dtype'] === 2)
    .map((row) => ({ value: String(row['column_name']), label: String(row['verbose_name'] ?? row['column_name']) }))
}

/** Grains of the filter's dataset. */
export const useTimeGrains = (filter: NativeFilter) => {
  const query = useAnswer(filter, {}, 'timegrains')
  return (query.data?.result[0]?.data ?? []).map((row) => ({ value: String(row['duration']), label: String(row['name']) }))
}
