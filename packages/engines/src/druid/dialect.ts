import { GenericType } from '@coset/core'
import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes, temporalKind } from '../shared-sql/generic-types.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'

const MOMENT = 'CAST({col} AS TIMESTAMP)'
const floor = (period: string): string => `TIME_FLOOR(${MOMENT}, '${period}')`
const week = (days: number): string => `TIME_SHIFT(TIME_FLOOR(TIME_SHIFT(${MOMENT}, 'P1D', 1), 'P1W'), 'P1D', ${days})`

export const druidDialect = defineDialect({
  grammar: 'druid',
  timeGrains: {
    PT1S: floor('PT1S'),
    PT5S: floor('PT5S'),
    PT30S: floor('PT30S'),
    PT1M: floor('PT1M'),
    PT5M: floor('PT5M'),
    PT10M: floor('PT10M'),
    PT15M: floor('PT15M'),
    PT30M: floor('PT30M'),
    PT1H: floor('PT1H'),
    PT6H: floor('PT6H'),
    P1D: floor('P1D'),
    P1W: floor('P1W'),
    P1M: floor('P1M'),
    P3M: floor('P3M'),
    P1Y: floor('P1Y'),
    'P1W/1970-01-03T00:00:00Z': week(5),
    '1969-12-28T00:00:00Z/P1W': week(-1),
  },
  epoch: { seconds: 'MILLIS_TO_TIMESTAMP({col} * 1000)', milliseconds: 'MILLIS_TO_TIMESTAMP({col})' },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `CAST(TIME_PARSE('${isoDate(epochMs)}') AS DATE)`
    return kind === null ? null : `TIME_PARSE('${isoDateTime(epochMs, 'needed').slice(0, 19).replace(' ', 'T')}')`
  },
  genericType: genericTypes([[/^(?:complex|array)/i, GenericType.STRING]]),
  probeNeedsRow: true,
})
