import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes, temporalKind } from '../shared-sql/generic-types.ts'
import { limitClause } from '../shared-sql/limit.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'

const stepped = (format: string, count: number, unit: string, part: string): string =>
  `DATETIME(${format}, printf('-%d ${unit}s', CAST(strftime('%${part}', {col}) AS INT) % ${count}))`
const MINUTE = "STRFTIME('%Y-%m-%dT%H:%M:00', {col})"
const QUARTER = "DATETIME({col}, 'start of month', printf('-%d month', (strftime('%m', {col}) - 1) % 3))"
const SUNDAY = "DATETIME({col}, 'start of day', -strftime('%w', {col}) || ' days')"

export const sqliteDialect = defineDialect({
  grammar: 'sqlite',
  booleanLiteral: (value) => (value ? '1' : '0'),
  timeGrains: {
    PT1S: "DATETIME(STRFTIME('%Y-%m-%dT%H:%M:%S', {col}))",
    PT5S: stepped('{col}', 5, 'second', 'S'),
    PT30S: stepped('{col}', 30, 'second', 'S'),
    PT1M: `DATETIME(${MINUTE})`,
    PT5M: stepped(MINUTE, 5, 'minute', 'M'),
    PT10M: stepped(MINUTE, 10, 'minute', 'M'),
    PT15M: stepped(MINUTE, 15, 'minute', 'M'),
    PT30M: stepped(MINUTE, 30, 'minute', 'M'),
    'PT0.5H': stepped(MINUTE, 30, 'minute', 'M'),
    PT1H: "DATETIME(STRFTIME('%Y-%m-%dT%H:00:00', {col}))",
    PT6H: stepped("STRFTIME('%Y-%m-%dT%H:00:00', {col})", 6, 'hour', 'H'),
    P1D: "DATETIME({col}, 'start of day')",
    P1W: SUNDAY,
    P1M: "DATETIME({col}, 'start of month')",
    P3M: QUARTER,
    'P0.25Y': QUARTER,
    P1Y: "DATETIME({col}, 'start of year')",
    'P1W/1970-01-03T00:00:00Z': "DATETIME({col}, 'start of day', 'weekday 6')",
    'P1W/1970-01-04T00:00:00Z': "DATETIME({col}, 'start of day', 'weekday 0')",
    '1969-12-28T00:00:00Z/P1W': SUNDAY,
    '1969-12-29T00:00:00Z/P1W': "DATETIME({col}, 'start of day', '-' || ((strftime('%w', {col}) + 6) % 7) || ' days')",
  },
  epoch: { seconds: "datetime({col}, 'unixepoch')", milliseconds: "datetime(({col}/1000), 'unixepoch')" },
  dateTimeLiteral: (nativeType, epochMs) => {
    // Days are texts too: `2020-01-01` comes before `2020-01-01 00:00:00`, so a range would lose its first day
    if (temporalKind(nativeType) === 'date') return `'${isoDate(epochMs)}'`
    const comparesAsText = temporalKind(nativeType) === 'datetime' || /^(?:string|n?(?:var)?char|text)/i.test(nativeType.trim())
    return comparesAsText ? `'${isoDateTime(epochMs, 'needed')}'` : null
  },
  genericType: genericTypes([]),
  isBoolean: (expression, value) => `${expression} IS ${value ? '1' : '0'}`,
  limit: limitClause('-1'),
  seriesJoin: 'CROSS JOIN',
})
