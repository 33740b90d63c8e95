import { defineDialect } from '../shared-sql/define-dialect.ts'
import { castMoment } from '../shared-sql/plain-literals.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

export const fireboltDialect = defineDialect({
  grammar: 'firebolt',
  timeGrains: truncGrains((unit) => `date_trunc('${unit}', CAST({col} AS TIMESTAMP))`),
  epoch: { seconds: 'from_unixtime({col})', milliseconds: 'from_unixtime({col}/1000)' },
  dateTimeLiteral: castMoment,
  castToText: (expression) => `CAST(${expression} AS TEXT)`,
})
