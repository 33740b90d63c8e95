import { mysqlDialect } from '../mysql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { isoDateTime } from '../shared-sql/moments.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

export const couchbaseDialect = extendDialect(mysqlDialect, {
  timeGrains: truncGrains((unit) => `DATE_TRUNC_STR(TOSTRING({col}), '${unit}')`),
  epoch: { seconds: 'MILLIS_TO_STR({col} * 1000)', milliseconds: 'MILLIS_TO_STR({col})' },
  dateTimeLiteral: (nativeType, epochMs) => (temporalKind(nativeType) === null ? null : `DATETIME('${isoDateTime(epochMs, 'needed').replace(' ', 'T')}')`),
  castToText: (expression) => `TOSTRING(${expression})`,
})
