import { extendDialect } from '../shared-sql/define-dialect.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'

export const dynamodbDialect = extendDialect(sqliteDialect, { grammar: 'generic', timeGrains: {} })
