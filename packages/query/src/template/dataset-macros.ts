import { BadRequest, NotFound } from '@coset/core'
import type { TemplateMacros } from '@coset/sql'
import { findColumn, findMetric } from '../plan/plan-context.ts'
import type { QueryAsk } from '../port.ts'
import { macro } from './macro.ts'

export interface DatasetSelect {
  readonly ask: QueryAsk
  readonly columns: readonly string[]
  /** Null: raw rows. */
  readonly metrics: readonly string[] | null
}

export interface DatasetSurroundings {
  /** The dataset that is asked; null: none. */
  readonly ask: QueryAsk | null
  readonly otherDataset: (id: number) => Promise<QueryAsk>
  /** What is being rendered on the way here: `dataset:3`, `metric:3:count`. */
  readonly chain: readonly string[]
  /** The SELECT of a dataset, without a limit, under the asker's row-level rules. */
  readonly selectOf: (select: DatasetSelect, chain: readonly string[]) => Promise<string>
  readonly renderMetric: (expression: string, chain: readonly string[]) => Promise<string>
}

const link = (chain: readonly string[], what: string): readonly string[] => {
  if (chain.includes(what)) throw new BadRequest('Infinite recursion detected in template')
  return [...chain, what]
}

const idOf = (value: unknown): number => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value)
  throw new NotFound(`Dataset ${String(value)} not found`)
}

const columnsOf = (value: unknown, ask: QueryAsk): readonly string[] => {
  if (value === null) return ask.dataset.columns.map((column) => column.name)
  const names = Array.isArray(value) ? value : [value]
  return names.map((name: unknown) => {
    if (typeof name !== 'string' || findColumn(ask.dataset, name) === undefined)
      throw new BadRequest(`dataset() knows no column ${String(name)} of ${ask.dataset.tableName}`)
    return name
  })
}

const datasetMacro = ({ otherDataset, chain, selectOf }: DatasetSurroundings) =>
  macro('dataset', ['dataset_id', 'include_metrics', 'columns', 'from_dttm', 'to_dttm'], async (args) => {
    const id = idOf(args.get('dataset_id'))
    const next = link(chain, `dataset:${id}`)
    const ask = await otherDataset(id)
    const metrics = args.flag('include_metrics', false) ? ask.dataset.metrics.map((metric) => metric.name) : null
    const sql = await selectOf({ ask, columns: columnsOf(args.get('columns'), ask), metrics }, next)
    return `(\n${sql}\n) AS dataset_${id}`
  })

const metricMacro = ({ ask, otherDataset, chain, renderMetric }: DatasetSurroundings) =>
  macro('metric', ['metric_key', 'dataset_id'], async (args) => {
    const name = args.text('metric_key')
    const asked = args.get('dataset_id')
    const home = asked === null ? ask : await otherDataset(idOf(asked))
    if (home === null) return args.fail('needs dataset_id here: no dataset is asked')
    const { dataset } = home
    const metric = findMetric(dataset, name)
    if (metric === undefined) throw new BadRequest(`Metric ${name} not found in ${dataset.tableName}`)
    return renderMetric(metric.expression, link(chain, `metric:${dataset.id}:${name}`))
  })

/** Macros that bring other datasets' SQL in. */
export const datasetMacros = (surroundings: DatasetSurroundings): TemplateMacros => ({
  dataset: datasetMacro(surroundings),
  metric: metricMacro(surroundings),
  current_user_rls_rules: macro('current_user_rls_rules', [], () => {
    const clauses = (surroundings.ask?.security.clauses ?? []).map((clause) => clause.sql).toSorted()
    return clauses.length === 0 ? null : clauses
  }),
})
