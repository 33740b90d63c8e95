import { GenericType } from '@coset/core'
import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes, temporalKind } from '../shared-sql/generic-types.ts'
import { isoDateTime } from '../shared-sql/moments.ts'

const trunc = (unit: string): string => `DATE_TRUNC('${unit}', {col})`

export const duckdbDialect = defineDialect({
  grammar: 'duckdb',
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
  // The field's tools write SQLite's `datetime(…, 'unixepoch')` here, which DuckDB does not have.
  epoch: {
    seconds: 'make_timestamp(CAST(CAST({col} AS DOUBLE) * 1000000 AS BIGINT))',
    milliseconds: 'make_timestamp(CAST(CAST({col} AS DOUBLE) * 1000 AS BIGINT))',
  },
  dateTimeLiteral: (nativeType, epochMs) => {
    const comparesAsText = temporalKind(nativeType) === 'datetime' || /^(?:string|n?(?:var)?char|text)/i.test(nativeType.trim())
    return comparesAsText ? `'${isoDateTime(epochMs, 'always')}'` : null
  },
  genericType: genericTypes([[/^(?:hugeint|ubigint|uinteger|usmallint|utinyint|uhugeint|tinyint)/i, GenericType.NUMERIC]]),
  hasIlike: true,
})
