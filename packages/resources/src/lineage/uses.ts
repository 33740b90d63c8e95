import type { QueryContext, QueryObject } from '@coset/query'
import type { Dataset } from '../dataset/index.ts'
import { merged, type Origin, type Origins } from './origins.ts'

export type Role = 'dimension' | 'metric' | 'filter' | 'order' | 'time'

/** Something of a dataset that a chart uses. */
export interface Use extends Origin {
  readonly kind: 'column' | 'metric' | 'expression'
  readonly name: string
  readonly roles: readonly Role[]
}

interface Mention {
  readonly kind: Use['kind']
  readonly name: string
  readonly role: Role
}

type Item = QueryObject['columns'][number] | NonNullable<QueryObject['metrics']>[number] | QueryObject['orderby'][number]['by']

/** What a request's item names: a dataset's column or metric, or an expression. */
const mention = (item: Item, role: Role, dataset: Dataset): Mention => {
  const isColumn = (name: string): boolean => dataset.model.columns.some((column) => column.name === name)
  const named = (name: string): Mention => ({
    kind: !isColumn(name) && dataset.model.metrics.some((metric) => metric.name === name) ? 'metric' : 'column',
    name,
    role,
  })
  if (typeof item === 'string') return role === 'metric' ? { kind: 'metric', name: item, role } : named(item)
  if ('orderSql' in item) return { kind: 'expression', name: item.orderSql, role }
  if ('kind' in item) return item.kind === 'simple' ? { kind: 'column', name: item.column, role } : { kind: 'expression', name: item.sqlExpression, role }
  const { sqlExpression } = item
  return {
    kind: isColumn(sqlExpression) || item.isColumnReference ? 'column' : 'expression',
    name: sqlExpression,
    role: item.isAxis && role === 'dimension' ? 'time' : role,
  }
}

const mentionsOf = (query: QueryObject, dataset: Dataset): readonly Mention[] => [
  ...query.columns.map((item) => mention(item, 'dimension', dataset)),
  ...(query.metrics ?? []).map((item) => mention(item, 'metric', dataset)),
  ...(query.seriesLimitMetric === null ? [] : [mention(query.seriesLimitMetric, 'order', dataset)]),
  ...query.filters.map((filter) => mention(filter.col, 'filter', dataset)),
  ...query.orderby.map((item) => mention(item.by, 'order', dataset)),
  ...(query.granularity === null ? [] : [{ kind: 'column' as const, name: query.granularity, role: 'time' as const }]),
  ...[query.extras.where, query.extras.having].filter((sql) => sql !== '').map((sql): Mention => ({ kind: 'expression', name: sql, role: 'filter' })),
]

const originOf = ({ kind, name }: Mention, origins: Origins): Promise<Origin> => {
  if (kind === 'metric') return origins.metric(name)
  return kind === 'column' ? origins.column(name) : origins.expression(name)
}

/** What the queries of a chart use, each thing once, in order. */
export const usesOf = async (context: QueryContext, dataset: Dataset, origins: Origins): Promise<readonly Use[]> => {
  const found = new Map<string, Mention[]>()
  for (const one of context.queries.flatMap((query) => mentionsOf(query, dataset))) {
    const key = `${one.kind}\0${one.name}`
    found.set(key, [...(found.get(key) ?? []), one])
  }
  return Promise.all(
    [...found.values()].map(async (mentions): Promise<Use> => {
      const [first] = mentions
      const origin = first === undefined ? merged([]) : await originOf(first, origins)
      return { kind: first?.kind ?? 'column', name: first?.name ?? '', roles: [...new Set(mentions.map((one) => one.role))], ...origin }
    }),
  )
}
