import { bigqueryDialect } from '../bigquery/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'

export const datastoreDialect = extendDialect(bigqueryDialect, { limitMethod: 'read', timeGrains: {} })
