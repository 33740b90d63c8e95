import { defineDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { isoDateTime } from '../shared-sql/moments.ts'
import { escapedString } from '../shared-sql/quoting.ts'

const quoteBracketed = (name: string): string => `[${escapedString(name)}]`

export const kustokqlDialect = defineDialect({
  grammar: 'generic',
  quoteIdentifier: quoteBracketed,
  stringLiteral: escapedString,
  timeGrains: {
    PT1S: 'bin({col},1s)',
    PT30S: 'bin({col},30s)',
    PT1M: 'bin({col},1m)',
    PT5M: 'bin({col},5m)',
    PT30M: 'bin({col},30m)',
    PT1H: 'bin({col},1h)',
    P1D: 'startofday({col})',
    P1W: 'startofweek({col})',
    P1M: 'startofmonth({col})',
    P1Y: 'startofyear({col})',
  },
  epoch: { seconds: 'unixtime_seconds_todatetime({col})', milliseconds: 'unixtime_milliseconds_todatetime({col})' },
  dateTimeLiteral: (nativeType, epochMs) => (temporalKind(nativeType) === null ? null : `datetime(${isoDateTime(epochMs, 'always').replace(' ', 'T')})`),
  castToText: (expression) => `tostring(${expression})`,
  timeGroupByInline: true,
  comments: false,
})
