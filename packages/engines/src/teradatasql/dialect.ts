import { defineDialect } from '../shared-sql/define-dialect.ts'
import { topOnly } from '../shared-sql/limit.ts'
import { standardMoment } from '../shared-sql/plain-literals.ts'

export const teradatasqlDialect = defineDialect({
  grammar: 'teradata',
  maxLabelLength: 30,
  timeGrains: {
    PT1M: "TRUNC(CAST({col} AS TIMESTAMP), 'MI')",
    PT1H: "TRUNC(CAST({col} AS TIMESTAMP), 'HH')",
    P1D: "TRUNC(CAST({col} AS DATE), 'DDD')",
    P1W: "TRUNC(CAST({col} AS DATE), 'WW')",
    P1M: "TRUNC(CAST({col} AS DATE), 'MONTH')",
    P3M: "TRUNC(CAST({col} AS DATE), 'Q')",
    P1Y: "TRUNC(CAST({col} AS DATE), 'YEAR')",
  },
  epoch: {
    seconds: "(CAST(DATE '1970-01-01' + ({col} / 86400) AS TIMESTAMP(0)) + ({col} MOD 86400) * INTERVAL '00:00:01' HOUR TO SECOND)",
    milliseconds: "(CAST(DATE '1970-01-01' + (({col} / 1000) / 86400) AS TIMESTAMP(0)) + (({col} / 1000) MOD 86400) * INTERVAL '00:00:01' HOUR TO SECOND)",
  },
  dateTimeLiteral: standardMoment,
  castToText: (expression) => `CAST(${expression} AS VARCHAR(32000))`,
  booleanLiteral: (value) => (value ? '1' : '0'),
  isBoolean: (expression, value) => `${expression} = ${value ? 1 : 0}`,
  paginate: topOnly,
})
