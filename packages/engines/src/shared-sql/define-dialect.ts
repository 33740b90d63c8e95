import type { Dialect } from '@coset/sql'
import { genericTypes } from './generic-types.ts'
import { limitClause } from './limit.ts'
import { quoteWith, standardString } from './quoting.ts'

type Required = 'grammar' | 'timeGrains' | 'epoch' | 'dateTimeLiteral'

const BASE = {
  maxLabelLength: null,
  mutateLabel: (label: string) => label,
  quoteIdentifier: quoteWith('"'),
  stringLiteral: standardString,
  booleanLiteral: (value: boolean) => (value ? 'true' : 'false'),
  grainWords: null,
  genericType: genericTypes([]),
  hasIlike: false,
  isBoolean: (expression: string, value: boolean) => `${expression} IS ${value ? 'true' : 'false'}`,
  castToText: (expression: string) => `CAST(${expression} AS VARCHAR)`,
  limit: limitClause(null),
  limitMethod: 'force',
  seriesJoin: 'JOIN',
  tableAlias: ' AS ',
  aliasInSelect: true,
  orderByAlias: true,
  hiddenOrderByAggregate: true,
  orderByMustUseAlias: false,
  aliasToSourceColumn: true,
  timeGroupByInline: false,
  probeNeedsRow: false,
  comments: true,
} satisfies Partial<Dialect>

/** A dialect of standard SQL with what one engine writes differently. */
export const defineDialect = (own: Pick<Dialect, Required> & Partial<Dialect>): Dialect => {
  const limit = own.limit ?? BASE.limit
  return {
    ...BASE,
    quoteLabel: own.quoteIdentifier ?? BASE.quoteIdentifier,
    paginate: (select, page) => select + limit(page.limit, page.offset),
    ...own,
  }
}

/** Another dialect with what differs; what follows from a changed part follows here too. */
export const extendDialect = (base: Dialect, own: Partial<Dialect>): Dialect => {
  const { paginate, quoteLabel, ...rest } = base
  return defineDialect({ ...rest, ...(own.limit === undefined ? { paginate } : {}), ...(own.quoteIdentifier === undefined ? { quoteLabel } : {}), ...own })
}
