import { defineDialect } from '../shared-sql/define-dialect.ts'
import { offsetFirst } from '../shared-sql/limit.ts'
import { timestampLiteral, trinoGenericType } from '../trino/dialect.ts'

const MOMENT = 'CAST({col} AS TIMESTAMP)'
const trunc = (unit: string): string => `date_trunc('${unit}', ${MOMENT})`
const week = (days: number): string => `date_add('day', ${days}, date_trunc('week', date_add('day', 1, ${MOMENT})))`

export const athenaDialect = defineDialect({
  grammar: 'athena',
  mutateLabel: (label) => label.toLowerCase(),
  timeGrains: {
    PT1S: trunc('second'),
    PT1M: trunc('minute'),
    PT1H: trunc('hour'),
    P1D: trunc('day'),
    P1W: trunc('week'),
    P1M: trunc('month'),
    P3M: trunc('quarter'),
    P1Y: trunc('year'),
    'P1W/1970-01-03T00:00:00Z': week(5),
    '1969-12-28T00:00:00Z/P1W': week(-1),
  },
  epoch: { seconds: 'from_unixtime({col})', milliseconds: 'from_unixtime(({col}/1000))' },
  dateTimeLiteral: timestampLiteral(3),
  genericType: trinoGenericType,
  isBoolean: (expression, value) => `${expression} = ${value ? 'true' : 'false'}`,
  limit: offsetFirst,
})
