import { clickhouseDialect } from '../clickhouse/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'

const grain = (period: string): string => `DateTime::MakeTimestamp(DateTime::StartOf({col}, Interval("${period}")))`

export const yqlDialect = extendDialect(clickhouseDialect, {
  timeGrains: {
    PT1S: grain('PT1S'),
    PT1M: grain('PT1M'),
    PT1H: grain('PT1H'),
    P1D: grain('P1D'),
    P1W: 'DateTime::MakeTimestamp(DateTime::StartOfWeek({col}))',
    P1M: 'DateTime::MakeTimestamp(DateTime::StartOfMonth({col}))',
    P3M: 'DateTime::MakeTimestamp(DateTime::StartOfQuarter({col}))',
    P1Y: 'DateTime::MakeTimestamp(DateTime::StartOfYear({col}))',
  },
  epoch: { seconds: 'DateTime::MakeDatetime(DateTime::FromSeconds({col}))', milliseconds: 'DateTime::MakeTimestamp(DateTime::FromMilliseconds({col}))' },
  timeGroupByInline: false,
  castToText: (expression) => `CAST(${expression} AS Utf8)`,
  dateTimeLiteral: (nativeType, epochMs) => {
    if (/^(?:date32|date)$/i.test(nativeType.trim())) return `DateTime::MakeDate(DateTime::ParseIso8601("${isoDate(epochMs)}"))`
    return /^(?:datetime|timestamp)/i.test(nativeType.trim())
      ? `DateTime::MakeTimestamp(DateTime::ParseIso8601("${isoDateTime(epochMs, 'needed').replace(' ', 'T')}Z"))`
      : null
  },
})
