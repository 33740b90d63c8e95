import { postgresqlDialect } from '../postgresql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'
import { textMoment } from '../shared-sql/plain-literals.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

export const parseableDialect = extendDialect(postgresqlDialect, {
  timeGrains: truncGrains((unit) => `date_trunc('${unit}', {col})`),
  epoch: { seconds: 'to_timestamp({col})', milliseconds: 'to_timestamp({col} / 1000)' },
  dateTimeLiteral: textMoment,
})
