import { defineDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { isoDateTime } from '../shared-sql/moments.ts'

const bin = (span: string): string => `DATE_BIN(${span}, {col})`

export const iotdbDialect = defineDialect({
  grammar: 'generic',
  timeGrains: {
    PT1S: bin('1s'),
    PT1M: bin('1m'),
    PT1H: bin('1h'),
    P1D: bin('1d'),
    P1W: bin('1w'),
    P1M: bin('1mo'),
    P3M: bin('3mo'),
    P1Y: bin('1y'),
  },
  epoch: { seconds: '({col} * 1000)', milliseconds: '{col}' },
  dateTimeLiteral: (nativeType, epochMs) => (temporalKind(nativeType) === null ? null : isoDateTime(epochMs, 'needed').replace(' ', 'T').slice(0, 23)),
  castToText: (expression) => `CAST(${expression} AS STRING)`,
})
