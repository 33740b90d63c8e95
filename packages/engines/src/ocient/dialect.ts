import { defineDialect } from '../shared-sql/define-dialect.ts'
import { castMoment } from '../shared-sql/plain-literals.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

export const ocientDialect = defineDialect({
  grammar: 'generic',
  maxLabelLength: 30,
  timeGrains: truncGrains((unit) => `DATE_TRUNC('${unit}', {col})`),
  epoch: { seconds: 'TIMESTAMP({col} * 1000000000)', milliseconds: 'TIMESTAMP({col} * 1000000)' },
  dateTimeLiteral: castMoment,
})
