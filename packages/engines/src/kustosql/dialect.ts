import { mssqlDialect } from '../mssql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'
import { topOnly } from '../shared-sql/limit.ts'
import { standardString } from '../shared-sql/quoting.ts'

export const kustosqlDialect = extendDialect(mssqlDialect, {
  grammar: 'tsql',
  limitMethod: 'wrap',
  paginate: topOnly,
  timeGroupByInline: true,
  comments: false,
  stringLiteral: standardString,
})
