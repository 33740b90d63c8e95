import { mysqlDialect } from '../mysql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'

export const dorisDialect = extendDialect(mysqlDialect, {
  grammar: 'doris',
  timeGrains: {
    PT1S: 'SECOND_FLOOR({col})',
    PT1M: 'MINUTE_FLOOR({col})',
    PT5M: 'MINUTE_FLOOR({col}, 5)',
    PT10M: 'MINUTE_FLOOR({col}, 10)',
    PT15M: 'MINUTE_FLOOR({col}, 15)',
    PT30M: 'MINUTE_FLOOR({col}, 30)',
    PT1H: 'HOUR_FLOOR({col})',
    P1D: 'DAY_FLOOR({col})',
    P1W: "DATE_TRUNC({col}, 'week')",
    P1M: 'MONTH_FLOOR({col})',
    P3M: "DATE_TRUNC({col}, 'quarter')",
    P1Y: 'YEAR_FLOOR({col})',
  },
})
