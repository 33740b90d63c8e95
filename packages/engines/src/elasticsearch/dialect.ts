import { BadRequest, GenericType } from '@coset/core'
import { defineDialect, extendDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes, temporalKind } from '../shared-sql/generic-types.ts'
import { limitClause } from '../shared-sql/limit.ts'
import { isoDateTime } from '../shared-sql/moments.ts'
import { quoteWith } from '../shared-sql/quoting.ts'

const histogram = (span: string): string => `HISTOGRAM({col}, INTERVAL ${span})`

const firstRowsOnly = (limit: number | null, offset: number): string => {
  if (offset > 0) throw new BadRequest('Elasticsearch cannot skip rows')
  return limitClause(null)(limit, offset)
}

const genericType = genericTypes([
  [/^(?:keyword|ip|object|nested|geo)/i, GenericType.STRING],
  [/^(?:half_float|scaled_float|unsigned_long|byte|short)/i, GenericType.NUMERIC],
])

export const elasticsearchDialect = defineDialect({
  grammar: 'elasticsearch',
  timeGrains: {
    PT1S: histogram('1 SECOND'),
    PT1M: histogram('1 MINUTE'),
    PT1H: histogram('1 HOUR'),
    P1D: histogram('1 DAY'),
    P1M: histogram('1 MONTH'),
    P1Y: histogram('1 YEAR'),
  },
  epoch: { seconds: 'CAST({col} * 1000 AS DATETIME)', milliseconds: 'CAST({col} AS DATETIME)' },
  dateTimeLiteral: (nativeType, epochMs) =>
    temporalKind(nativeType) === null ? null : `CAST('${isoDateTime(epochMs, 'needed').replace(' ', 'T').slice(0, 23)}' AS DATETIME)`,
  genericType,
  isBoolean: (expression, value) => `${expression} = ${value ? 'true' : 'false'}`,
  limit: firstRowsOnly,
  timeGroupByInline: true,
  comments: false,
})

const format = (pattern: string): string => `date_format({col}, '${pattern}')`

/** OpenSearch, once Open Distro: backticks, and moments cut as texts. */
export const opensearchDialect = extendDialect(elasticsearchDialect, {
  mutateLabel: (label) => label.replaceAll('.', '_'),
  quoteIdentifier: quoteWith('`'),
  timeGrains: {
    PT1S: format('%Y-%m-%d %H:%i:%s.000'),
    PT1M: format('%Y-%m-%d %H:%i:00.000'),
    PT1H: format('%Y-%m-%d %H:00:00.000'),
    P1D: format('%Y-%m-%d 00:00:00.000'),
    P1M: format('%Y-%m-01 00:00:00.000'),
    P1Y: format('%Y-01-01 00:00:00.000'),
  },
  epoch: { seconds: 'from_unixtime({col})', milliseconds: 'from_unixtime({col}/1000)' },
  dateTimeLiteral: (nativeType, epochMs) => (temporalKind(nativeType) === null ? null : `'${isoDateTime(epochMs, 'always')}'`),
  castToText: (expression) => `CAST(${expression} AS STRING)`,
  limit: limitClause(null),
})
