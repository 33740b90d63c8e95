import { mysqlDialect } from '../mysql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'

export const oceanbaseDialect = extendDialect(mysqlDialect, { maxLabelLength: 128 })
