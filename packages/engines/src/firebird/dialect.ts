import { defineDialect } from '../shared-sql/define-dialect.ts'
import { fetchClause } from '../shared-sql/limit.ts'
import { castMoment } from '../shared-sql/plain-literals.ts'
import { quoteFolded, quoteWith } from '../shared-sql/quoting.ts'

export const firebirdDialect = defineDialect({
  grammar: 'generic',
  quoteIdentifier: quoteFolded('"'),
  quoteLabel: quoteWith('"'),
  timeGrains: {
    PT1M: "CAST(CAST({col} AS DATE) || ' ' || EXTRACT(HOUR FROM {col}) || ':' || EXTRACT(MINUTE FROM {col}) || ':00' AS TIMESTAMP)",
    PT1H: "CAST(CAST({col} AS DATE) || ' ' || EXTRACT(HOUR FROM {col}) || ':00:00' AS TIMESTAMP)",
    P1D: 'CAST({col} AS DATE)',
    P1M: "CAST(EXTRACT(YEAR FROM {col}) || '-' || EXTRACT(MONTH FROM {col}) || '-01' AS DATE)",
    P1Y: "CAST(EXTRACT(YEAR FROM {col}) || '-01-01' AS DATE)",
  },
  epoch: { seconds: "DATEADD(second, {col}, CAST('00:00:00' AS TIMESTAMP))", milliseconds: "DATEADD(millisecond, {col}, CAST('00:00:00' AS TIMESTAMP))" },
  dateTimeLiteral: castMoment,
  castToText: (expression) => `CAST(${expression} AS VARCHAR(8191))`,
  limit: fetchClause,
  limitMethod: 'read',
})
