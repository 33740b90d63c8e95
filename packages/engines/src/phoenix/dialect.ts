import { defineDialect } from '../shared-sql/define-dialect.ts'
import { standardMoment } from '../shared-sql/plain-literals.ts'
import { quoteFolded, quoteWith } from '../shared-sql/quoting.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

export const phoenixDialect = defineDialect({
  grammar: 'generic',
  timeGrains: truncGrains((unit) => `TRUNC({col}, '${unit.toUpperCase()}')`, ['quarter']),
  epoch: { seconds: "(TO_TIMESTAMP('1970-01-01 00:00:00') + {col} / 86400)", milliseconds: "(TO_TIMESTAMP('1970-01-01 00:00:00') + {col} / 86400000)" },
  dateTimeLiteral: standardMoment,
  quoteIdentifier: quoteFolded('"'),
  quoteLabel: quoteWith('"'),
})
