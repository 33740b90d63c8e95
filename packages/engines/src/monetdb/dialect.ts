import { defineDialect } from '../shared-sql/define-dialect.ts'
import { castMoment } from '../shared-sql/plain-literals.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

export const monetdbDialect = defineDialect({
  grammar: 'generic',
  timeGrains: truncGrains((unit) => `sys.date_trunc('${unit}', {col})`),
  epoch: { seconds: 'sys.epoch({col})', milliseconds: 'sys.epoch({col} / 1000)' },
  dateTimeLiteral: castMoment,
  castToText: (expression) => `CAST(${expression} AS CLOB)`,
})
