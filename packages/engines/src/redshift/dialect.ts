import { postgresqlDialect } from '../postgresql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'
import { backslashString } from '../shared-sql/quoting.ts'

/** As PostgreSQL, but labels come back in lower case and backslashes escape. */
export const redshiftDialect = extendDialect(postgresqlDialect, {
  grammar: 'redshift',
  maxLabelLength: 127,
  mutateLabel: (label) => label.toLowerCase(),
  stringLiteral: backslashString,
})
