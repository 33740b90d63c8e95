import { GenericType } from '@coset/core'
import { defineDialect, extendDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes } from '../shared-sql/generic-types.ts'
import { limitWithComma } from '../shared-sql/limit.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { escapedString, quoteWith } from '../shared-sql/quoting.ts'

const EPOCH = { seconds: 'from_unixtime({col})', milliseconds: 'from_unixtime(({col}/1000))' }
const since = (pattern: string): string => `from_unixtime(unix_timestamp({col}), '${pattern}')`
const trunc = (unit: string): string => `date_trunc('${unit}', {col})`

const literal = (nativeType: string, epochMs: number): string | null => {
  const type = nativeType.trim()
  if (/^date(?!time)/i.test(type)) return `CAST('${isoDate(epochMs)}' AS DATE)`
  return /^timestamp/i.test(type) ? `CAST('${isoDateTime(epochMs, 'always')}' AS TIMESTAMP)` : null
}

const genericType = genericTypes([
  [/^tinyint/i, GenericType.NUMERIC],
  [/^(?:varbinary|binary|json|array|map|row|struct)/i, GenericType.STRING],
])

/** ORDER BY knows only what is selected, so hidden expressions are selected too. */
export const hiveDialect = defineDialect({
  grammar: 'hive',
  maxLabelLength: 767,
  quoteIdentifier: quoteWith('`'),
  stringLiteral: escapedString,
  timeGrains: {
    PT1S: since('yyyy-MM-dd HH:mm:ss'),
    PT1M: since('yyyy-MM-dd HH:mm:00'),
    PT1H: since('yyyy-MM-dd HH:00:00'),
    P1D: since('yyyy-MM-dd 00:00:00'),
    P1W: "date_format(date_sub({col}, CAST(7-from_unixtime(unix_timestamp({col}),'u') as int)), 'yyyy-MM-dd 00:00:00')",
    P1M: since('yyyy-MM-01 00:00:00'),
    P3M: "date_format(add_months(trunc({col}, 'MM'), -(month({col})-1)%3), 'yyyy-MM-dd 00:00:00')",
    P1Y: since('yyyy-01-01 00:00:00'),
    'P1W/1970-01-03T00:00:00Z': "date_format(date_add({col}, INT(6-from_unixtime(unix_timestamp({col}), 'u'))), 'yyyy-MM-dd 00:00:00')",
    '1969-12-28T00:00:00Z/P1W': "date_format(date_add({col}, -INT(from_unixtime(unix_timestamp({col}), 'u'))), 'yyyy-MM-dd 00:00:00')",
  },
  epoch: EPOCH,
  dateTimeLiteral: literal,
  genericType,
  castToText: (expression) => `CAST(${expression} AS STRING)`,
  limit: limitWithComma,
  hiddenOrderByAggregate: false,
})

export const sparkDialect = extendDialect(hiveDialect, {
  grammar: 'spark',
  timeGrains: {
    PT1S: trunc('second'),
    PT1M: trunc('minute'),
    PT1H: trunc('hour'),
    P1D: trunc('day'),
    P1W: trunc('week'),
    P1M: trunc('month'),
    P3M: trunc('quarter'),
    P1Y: trunc('year'),
    'P1W/1970-01-03T00:00:00Z': "date_trunc('week', {col} + interval '1 day') + interval '5 days'",
    '1969-12-28T00:00:00Z/P1W': "date_trunc('week', {col} + interval '1 day') - interval '1 day'",
  },
  hasIlike: true,
  limit: (limit, offset) => limitWithComma(limit, 0) + (limitWithComma(1, offset).includes(',') ? ` OFFSET ${offset}` : ''),
})

export const databricksDialect = extendDialect(sparkDialect, { grammar: 'databricks', maxLabelLength: null, hiddenOrderByAggregate: true })

/** Impala reads Hive's SQL, but has its own way to cut moments and skips rows by OFFSET. */
export const impalaDialect = extendDialect(hiveDialect, {
  maxLabelLength: null,
  timeGrains: {
    PT1M: "TRUNC({col}, 'MI')",
    PT1H: "TRUNC({col}, 'HH')",
    P1D: "TRUNC({col}, 'DD')",
    P1W: "TRUNC({col}, 'WW')",
    P1M: "TRUNC({col}, 'MONTH')",
    P3M: "TRUNC({col}, 'Q')",
    P1Y: "TRUNC({col}, 'YYYY')",
  },
  hasIlike: true,
  limit: sparkDialect.limit,
  hiddenOrderByAggregate: true,
})
