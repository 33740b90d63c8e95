import { extendDialect } from '../shared-sql/define-dialect.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'

export const mongodbDialect = extendDialect(sqliteDialect, { grammar: 'generic', timeGrains: {} })
