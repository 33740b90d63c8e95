import { GenericType } from '@coset/core'
import { defineDialect, extendDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes } from '../shared-sql/generic-types.ts'
import { offsetFirst } from '../shared-sql/limit.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'

const MOMENT = 'CAST({col} AS TIMESTAMP)'
const trunc = (unit: string): string => `date_trunc('${unit}', ${MOMENT})`
const within = (unit: string, part: string, count: number): string => `${trunc(unit)} - interval '1' ${part} * (${part}(${MOMENT}) % ${count})`

/** `TIMESTAMP '…'` with this many digits behind the point. */
export const timestampLiteral =
  (digits: 3 | 6) =>
  (nativeType: string, epochMs: number): string | null => {
    const type = nativeType.trim()
    if (/^timestamp/i.test(type)) return `TIMESTAMP '${isoDateTime(epochMs, 'always').slice(0, 20 + digits)}'`
    return /^date(?!time)/i.test(type) ? `DATE '${isoDate(epochMs)}'` : null
  }

export const trinoGenericType = genericTypes([
  [/^tinyint/i, GenericType.NUMERIC],
  [/^(?:varbinary|json|array|map|row)/i, GenericType.STRING],
])

export const trinoDialect = defineDialect({
  grammar: 'trino',
  timeGrains: {
    PT1S: trunc('second'),
    PT5S: within('second', 'second', 5),
    PT30S: within('second', 'second', 30),
    PT1M: trunc('minute'),
    PT5M: within('minute', 'minute', 5),
    PT10M: within('minute', 'minute', 10),
    PT15M: within('minute', 'minute', 15),
    'PT0.5H': within('minute', 'minute', 30),
    PT1H: trunc('hour'),
    PT6H: within('hour', 'hour', 6),
    P1D: trunc('day'),
    P1W: trunc('week'),
    P1M: trunc('month'),
    P3M: trunc('quarter'),
    P1Y: trunc('year'),
    '1969-12-28T00:00:00Z/P1W': `date_trunc('week', ${MOMENT} + interval '1' day) - interval '1' day`,
    '1969-12-29T00:00:00Z/P1W': trunc('week'),
    'P1W/1970-01-03T00:00:00Z': `date_trunc('week', ${MOMENT} + interval '1' day) + interval '5' day`,
    'P1W/1970-01-04T00:00:00Z': `${trunc('week')} + interval '6' day`,
  },
  epoch: { seconds: 'from_unixtime({col})', milliseconds: 'from_unixtime(({col}/1000))' },
  dateTimeLiteral: timestampLiteral(6),
  genericType: trinoGenericType,
  isBoolean: (expression, value) => `${expression} = ${value ? 'true' : 'false'}`,
  limit: offsetFirst,
  aliasToSourceColumn: false,
})

export const prestoDialect = extendDialect(trinoDialect, { grammar: 'presto', dateTimeLiteral: timestampLiteral(3) })
