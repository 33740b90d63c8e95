import { defineDialect } from '../shared-sql/define-dialect.ts'
import { fetchClause } from '../shared-sql/limit.ts'
import { castMoment } from '../shared-sql/plain-literals.ts'
import { quoteFolded, quoteWith } from '../shared-sql/quoting.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

const FORMATS: Readonly<Record<string, string>> = { minute: 'MI', hour: 'HH', day: 'DD', week: 'IW', month: 'MM', quarter: 'Q', year: 'YYYY' }

export const ibmiDialect = defineDialect({
  grammar: 'db2',
  maxLabelLength: 128,
  quoteIdentifier: quoteFolded('"'),
  quoteLabel: quoteWith('"'),
  timeGrains: truncGrains((unit) => `TRUNC_TIMESTAMP({col}, '${FORMATS[unit] ?? unit}')`, ['second']),
  epoch: { seconds: "(TIMESTAMP('1970-01-01', '00:00:00') + {col} SECONDS)", milliseconds: "(TIMESTAMP('1970-01-01', '00:00:00') + ({col} / 1000) SECONDS)" },
  dateTimeLiteral: castMoment,
  limit: fetchClause,
  limitMethod: 'wrap',
})
