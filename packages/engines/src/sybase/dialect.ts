import { mssqlDialect } from '../mssql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'
import { topOnly } from '../shared-sql/limit.ts'
import { standardString } from '../shared-sql/quoting.ts'

export const sybaseDialect = extendDialect(mssqlDialect, {
  grammar: 'tsql',
  paginate: topOnly,
  stringLiteral: standardString,
  castToText: (expression) => `CAST(${expression} AS VARCHAR(16384))`,
})
