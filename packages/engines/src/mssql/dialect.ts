import { GenericType } from '@coset/core'
import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes } from '../shared-sql/generic-types.ts'
import { fetchClause, topOrFetch } from '../shared-sql/limit.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { quoteBrackets, standardString } from '../shared-sql/quoting.ts'

const since = (unit: string): string => `DATEADD(${unit}, DATEDIFF(${unit}, 0, {col}), 0)`
const slots = (minutes: number): string => `DATEADD(MINUTE, DATEDIFF(MINUTE, 0, {col}) / ${minutes} * ${minutes}, 0)`

/** No boolean values: conditions compare with 1 and 0. Texts are Unicode literals. */
export const mssqlDialect = defineDialect({
  grammar: 'tsql',
  maxLabelLength: 128,
  quoteIdentifier: quoteBrackets,
  stringLiteral: (text) => `N${standardString(text)}`,
  booleanLiteral: (value) => (value ? '1' : '0'),
  timeGrains: {
    PT1S: "DATEADD(SECOND, DATEDIFF(SECOND, '2000-01-01', {col}), '2000-01-01')",
    PT1M: since('MINUTE'),
    PT5M: slots(5),
    PT10M: slots(10),
    PT15M: slots(15),
    PT30M: slots(30),
    PT1H: since('HOUR'),
    P1D: since('DAY'),
    P1W: 'DATEADD(DAY, 1 - DATEPART(WEEKDAY, {col}), DATEADD(DAY, DATEDIFF(DAY, 0, {col}), 0))',
    P1M: since('MONTH'),
    P3M: since('QUARTER'),
    P1Y: since('YEAR'),
    '1969-12-28T00:00:00Z/P1W': 'DATEADD(DAY, -1, DATEADD(WEEK, DATEDIFF(WEEK, 0, {col}), 0))',
    '1969-12-29T00:00:00Z/P1W': 'DATEADD(WEEK, DATEDIFF(WEEK, 0, DATEADD(DAY, -1, {col})), 0)',
  },
  epoch: { seconds: "dateadd(S, {col}, '1970-01-01')", milliseconds: "dateadd(S, ({col}/1000), '1970-01-01')" },
  dateTimeLiteral: (nativeType, epochMs) => {
    const type = nativeType.trim()
    if (/^smalldatetime/i.test(type)) return `CONVERT(SMALLDATETIME, '${isoDateTime(epochMs, 'needed').slice(0, 19)}', 20)`
    if (/^(?:datetime|timestamp)/i.test(type)) return `CONVERT(DATETIME, '${isoDateTime(epochMs, 'always').slice(0, 23).replace(' ', 'T')}', 126)`
    return /^date/i.test(type) ? `CONVERT(DATE, '${isoDate(epochMs)}', 23)` : null
  },
  genericType: genericTypes([
    [/^smalldatetime/i, GenericType.TEMPORAL],
    [/^(?:tinyint|bit|smallmoney)/i, GenericType.NUMERIC],
    [/^uniqueidentifier/i, GenericType.STRING],
  ]),
  isBoolean: (expression, value) => `${expression} = ${value ? 1 : 0}`,
  castToText: (expression) => `CAST(${expression} AS NVARCHAR(MAX))`,
  limit: fetchClause,
  paginate: topOrFetch,
})
