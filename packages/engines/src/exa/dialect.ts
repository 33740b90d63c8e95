import { defineDialect } from '../shared-sql/define-dialect.ts'
import { maskedMoment } from '../shared-sql/plain-literals.ts'
import { quoteFolded, quoteWith } from '../shared-sql/quoting.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

export const exaDialect = defineDialect({
  grammar: 'exasol',
  maxLabelLength: 128,
  quoteIdentifier: quoteFolded('"'),
  quoteLabel: quoteWith('"'),
  timeGrains: truncGrains((unit) => `DATE_TRUNC('${unit}', {col})`),
  epoch: { seconds: 'FROM_POSIX_TIME({col})', milliseconds: 'FROM_POSIX_TIME({col}/1000)' },
  dateTimeLiteral: maskedMoment,
  castToText: (expression) => `CAST(${expression} AS VARCHAR(2000000))`,
})
