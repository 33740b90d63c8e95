import { defineDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { isoDateTime } from '../shared-sql/moments.ts'
import { backslashString, quoteWith } from '../shared-sql/quoting.ts'

const cut = (span: string): string => `TIMETRUNCATE({col}, ${span})`

export const taosDialect = defineDialect({
  grammar: 'generic',
  maxLabelLength: 64,
  quoteIdentifier: quoteWith('`'),
  stringLiteral: backslashString,
  timeGrains: { PT1S: cut('1s'), PT1M: cut('1m'), PT1H: cut('1h'), P1D: cut('1d'), P1W: cut('1w') },
  epoch: { seconds: 'CAST({col} * 1000 AS TIMESTAMP)', milliseconds: 'CAST({col} AS TIMESTAMP)' },
  dateTimeLiteral: (nativeType, epochMs) => (temporalKind(nativeType) === null ? null : `'${isoDateTime(epochMs, 'needed')}'`),
  castToText: (expression) => `CAST(${expression} AS NCHAR(4000))`,
})
