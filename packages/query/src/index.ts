export { arrowBytes } from './files/arrow.ts'
export { csvBytes } from './files/csv.ts'
export { type Loaded, type LoadTarget, loadRules, loadTable, type WhenThere } from './files/load/index.ts'
export { parquetBytes } from './files/parquet.ts'
export {
  type FileColumn,
  type FileFormat,
  type FileHead,
  type FileTable,
  fitsFormat,
  READ_DEFAULTS,
  READ_LIMITS,
  type ReadOptions,
  readFileHeads,
  readFileTable,
} from './files/read/index.ts'
export { type Table, tableOf } from './files/table.ts'
export { xlsxBytes } from './files/xlsx.ts'
export type * from './model.ts'
export { createOperations, type Operations } from './operations/index.ts'
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
export { type ExplainedPart, type ExplainedQuery, explainQuery } from './run/explain.ts'
export { createFairQueue, type FairQueue, LANES, type Lane, type Place, type Source, type Ticket } from './run/fair-queue.ts'
export { gzipOf, type Part, type Payload, plainOf } from './run/payload.ts'
export { answersOf, NotKept } from './run/run-query.ts'
export { type ChartDataAnswer, type ResultItem, runQueryContext } from './run/run-query-context.ts'
export { type SamplesAsk, samplesPage } from './run/samples-page.ts'
export { type SqlLabTemplate, sqlLabScope } from './run/sqllab-scope.ts'
export type { ItemFacts } from './run/stored-item.ts'
export { streamTable } from './run/stream-table.ts'
export type { TemplateAsk, TemplateUser } from './template/ask.ts'
export { neutralTexts } from './template/neutral.ts'
export { validateQueryContext } from './validate/context.ts'
