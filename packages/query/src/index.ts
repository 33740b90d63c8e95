export type * from './model.ts'
export type * from './port.ts'
export type {
  AnnotationLayer,
  FilterOperator,
  QueryColumn,
  QueryContext,
  QueryFilter,
  QueryMetric,
  QueryObject,
  ResultFormat,
  ResultType,
} from './query-object.ts'
export { columnValues } from './run/column-values.ts'
export { type ChartDataAnswer, type ResultItem, runQueryContext } from './run/run-query-context.ts'
export { type SamplesAsk, samplesPage } from './run/samples-page.ts'
export type { ItemFacts } from './run/stored-item.ts'
export { validateQueryContext } from './validate/context.ts'
