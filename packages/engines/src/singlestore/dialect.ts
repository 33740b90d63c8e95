import { mysqlDialect } from '../mysql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'

const trunc = (unit: string): string => `DATE_TRUNC('${unit}', {col})`
const bucket = (span: string): string => `TIME_BUCKET('${span}', {col})`

export const singlestoreDialect = extendDialect(mysqlDialect, {
  grammar: 'singlestore',
  maxLabelLength: 256,
  timeGrains: {
    PT1S: trunc('second'),
    PT5S: bucket('5s'),
    PT30S: bucket('30s'),
    PT1M: trunc('minute'),
    PT5M: bucket('5m'),
    PT10M: bucket('10m'),
    PT15M: bucket('15m'),
    PT30M: bucket('30m'),
    PT1H: trunc('hour'),
    PT6H: bucket('6h'),
    P1D: trunc('day'),
    P1W: trunc('week'),
    P1M: trunc('month'),
    P3M: trunc('quarter'),
    P1Y: trunc('year'),
  },
})
