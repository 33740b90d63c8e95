import { postgresqlDialect } from '../postgresql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'

export const risingwaveDialect = extendDialect(postgresqlDialect, { grammar: 'risingwave' })
