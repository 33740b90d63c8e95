import { defineDialect } from '../shared-sql/define-dialect.ts'
import { limitClause } from '../shared-sql/limit.ts'
import { maskedMoment } from '../shared-sql/plain-literals.ts'
import { quoteFolded, quoteWith } from '../shared-sql/quoting.ts'

const round = (span: string): string => `SERIES_ROUND({col}, 'INTERVAL ${span}', ROUND_DOWN)`

export const hanaDialect = defineDialect({
  grammar: 'postgresql',
  maxLabelLength: 30,
  quoteIdentifier: quoteFolded('"'),
  quoteLabel: quoteWith('"'),
  timeGrains: {
    PT1S: round('1 SECOND'),
    PT5M: round('5 MINUTE'),
    PT1M: round('1 MINUTE'),
    PT10M: round('10 MINUTE'),
    PT15M: round('15 MINUTE'),
    PT30M: round('30 MINUTE'),
    PT1H: round('1 HOUR'),
    P1D: 'TO_DATE({col})',
    P1W: 'ADD_DAYS(TO_DATE({col}), -WEEKDAY({col}))',
    P1M: 'ADD_DAYS(TO_DATE({col}), 1 - DAYOFMONTH({col}))',
    P3M: "ADD_MONTHS(TO_DATE(YEAR({col}) || '-01-01'), 3 * FLOOR((MONTH({col}) - 1) / 3))",
    P1Y: "TO_DATE(YEAR({col}) || '-01-01')",
  },
  epoch: { seconds: "ADD_SECONDS('1970-01-01', {col})", milliseconds: "ADD_SECONDS('1970-01-01', {col} / 1000)" },
  dateTimeLiteral: maskedMoment,
  limit: limitClause('2147483647'),
  limitMethod: 'wrap',
})
