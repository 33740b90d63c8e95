import { GenericType } from '@coset/core'
import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes, temporalKind } from '../shared-sql/generic-types.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'

const part = (outer: string, count: number, unit: string): string =>
  `DATE_TRUNC('${outer}', {col}) + INTERVAL '${count} ${unit}s' * FLOOR(EXTRACT(${unit.toUpperCase()} FROM {col}) / ${count})`

export const postgresqlDialect = defineDialect({
  grammar: 'postgresql',
  maxLabelLength: 63,
  timeGrains: {
    PT1S: "DATE_TRUNC('second', {col})",
    PT5S: part('minute', 5, 'second'),
    PT30S: part('minute', 30, 'second'),
    PT1M: "DATE_TRUNC('minute', {col})",
    PT5M: part('hour', 5, 'minute'),
    PT10M: part('hour', 10, 'minute'),
    PT15M: part('hour', 15, 'minute'),
    PT30M: part('hour', 30, 'minute'),
    PT1H: "DATE_TRUNC('hour', {col})",
    P1D: "DATE_TRUNC('day', {col})",
    P1W: "DATE_TRUNC('week', {col})",
    P1M: "DATE_TRUNC('month', {col})",
    P3M: "DATE_TRUNC('quarter', {col})",
    P1Y: "DATE_TRUNC('year', {col})",
  },
  epoch: {
    seconds: "(timestamp 'epoch' + {col} * interval '1 second')",
    milliseconds: "(timestamp 'epoch' + ({col}/1000) * interval '1 second')",
  },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `TO_DATE('${isoDate(epochMs)}', 'YYYY-MM-DD')`
    return kind === null ? null : `TO_TIMESTAMP('${isoDateTime(epochMs, 'always')}', 'YYYY-MM-DD HH24:MI:SS.US')`
  },
  genericType: genericTypes([
    [/^double precision/i, GenericType.NUMERIC],
    [/^(?:array|json|enum)/i, GenericType.STRING],
  ]),
  hasIlike: true,
})
