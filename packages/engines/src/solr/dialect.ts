import { extendDialect } from '../shared-sql/define-dialect.ts'
import { limitClause } from '../shared-sql/limit.ts'
import { trinoDialect } from '../trino/dialect.ts'

export const solrDialect = extendDialect(trinoDialect, { grammar: 'generic', timeGrains: {}, dateTimeLiteral: () => null, limit: limitClause(null) })
