import { createHash } from 'node:crypto'

/** A UUID that is always the same for a name, so that loading again meets the same objects. */
export const uuidOf = (name: string): string => {
  const hex = createHash('sha1').update(`coset examples ${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export interface ExampleChart {
  readonly name: string
  readonly viz: string
  readonly dataset: string
  readonly params: Readonly<Record<string, unknown>>
  readonly description?: string
}

export type Cell = readonly [item: ExampleChart | string, width: number]

export interface ExampleRow {
  /** In units of 8 px. */
  readonly height: number
  readonly cells: readonly Cell[]
}

export interface ExampleTab {
  readonly title: string
  readonly rows: readonly ExampleRow[]
}

export interface ExampleDashboard {
  readonly title: string
  readonly slug: string
  /** One without a title: no tabs. */
  readonly tabs: readonly ExampleTab[]
  readonly filters: readonly Readonly<Record<string, unknown>>[]
}

/** An aggregate over a column, as charts keep it. */
export const metric = (aggregate: 'SUM' | 'AVG' | 'MIN' | 'MAX' | 'COUNT', column: string, label: string): Record<string, unknown> => ({
  expressionType: 'SIMPLE',
  aggregate,
  column: { column_name: column },
  label,
  hasCustomLabel: true,
  optionName: `metric_${column}_${aggregate}`.toLowerCase(),
})

/** The time filter that dashboards' time ranges act through. */
export const always = (column: string): Record<string, unknown> => ({
  expressionType: 'SIMPLE',
  clause: 'WHERE',
  subject: column,
  operator: 'TEMPORAL_RANGE',
  comparator: 'No filter',
})

/** `column IN values`. */
export const among = (column: string, values: readonly unknown[]): Record<string, unknown> => ({
  expressionType: 'SIMPLE',
  clause: 'WHERE',
  subject: column,
  operator: 'IN',
  comparator: values,
})

export const nativeFilter = (
  name: string,
  filterType: string,
  target: { readonly dataset?: string; readonly column?: string },
  controlValues: Record<string, unknown> = {},
  defaultDataMask: Record<string, unknown> = {},
): Record<string, unknown> => ({
  id: `NATIVE_FILTER-${uuidOf(`filter ${name}`).slice(0, 10)}`,
  type: 'NATIVE_FILTER',
  name,
  filterType,
  description: '',
  targets: [
    {
      ...(target.dataset === undefined ? {} : { datasetUuid: uuidOf(`dataset ${target.dataset}`) }),
      ...(target.column === undefined ? {} : { column: { name: target.column } }),
    },
  ],
  scope: { rootPath: ['ROOT_ID'], excluded: [] },
  cascadeParentIds: [],
  controlValues,
  defaultDataMask: { extraFormData: {}, filterState: {}, ownState: {}, ...defaultDataMask },
})
