import { postgresqlDialect } from '../postgresql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'

const trunc = (unit: string): string => `DATE_TRUNC('${unit}', {col})`

/** CrateDB keeps moments as epoch milliseconds: numbers compare with them. */
export const crateDialect = extendDialect(postgresqlDialect, {
  grammar: 'generic',
  maxLabelLength: null,
  timeGrains: {
    PT1S: trunc('second'),
    PT1M: trunc('minute'),
    PT1H: trunc('hour'),
    P1D: trunc('day'),
    P1W: trunc('week'),
    P1M: trunc('month'),
    P3M: trunc('quarter'),
    P1Y: trunc('year'),
  },
  epoch: { seconds: 'CAST({col} * 1000 AS TIMESTAMP)', milliseconds: 'CAST({col} AS TIMESTAMP)' },
  dateTimeLiteral: (nativeType, epochMs) => (temporalKind(nativeType) === null ? null : String(Math.round(epochMs * 1_000) / 1_000)),
})
