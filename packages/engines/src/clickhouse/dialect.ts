import { GenericType } from '@coset/core'
import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes } from '../shared-sql/generic-types.ts'
import { markedLabel } from '../shared-sql/labels.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { backslashString, quoteEscaping } from '../shared-sql/quoting.ts'

const slots = (seconds: number): string => `toDateTime(intDiv(toUInt32(toDateTime({col})), ${seconds})*${seconds})`
const start = (unit: string): string => `toStartOf${unit}(toDateTime({col}))`

export const clickhouseDialect = defineDialect({
  grammar: 'clickhouse',
  mutateLabel: markedLabel,
  quoteIdentifier: quoteEscaping('`'),
  stringLiteral: backslashString,
  timeGrains: {
    PT1M: start('Minute'),
    PT5M: slots(300),
    PT10M: slots(600),
    PT15M: slots(900),
    PT30M: slots(1800),
    PT1H: start('Hour'),
    P1D: start('Day'),
    P1W: 'toMonday(toDateTime({col}))',
    P1M: start('Month'),
    P3M: start('Quarter'),
    P1Y: start('Year'),
  },
  epoch: { seconds: '{col}', milliseconds: '({col}/1000)' },
  dateTimeLiteral: (nativeType, epochMs) => {
    const type = nativeType.replace(/\s/g, '').replace(/^(?:(?:Nullable|LowCardinality)\()+/i, '')
    if (/^DateTime/i.test(type)) return `toDateTime('${isoDateTime(epochMs, 'needed').slice(0, 19)}')`
    return /^Date/i.test(type) ? `toDate('${isoDate(epochMs)}')` : null
  },
  // Types nest (`Nullable(DateTime)`), so these look anywhere in the text, in this order.
  genericType: genericTypes([
    [/Enum|Array|UUID|String|Map|Tuple|JSON|IPv[46]/i, GenericType.STRING],
    [/Bool/i, GenericType.BOOLEAN],
    [/Int\d+|Decimal|Float/i, GenericType.NUMERIC],
    [/DateTime|Date/i, GenericType.TEMPORAL],
  ]),
  hasIlike: true,
  isBoolean: (expression, value) => `${expression} = ${value ? 'true' : 'false'}`,
  castToText: (expression) => `toString(${expression})`,
  timeGroupByInline: true,
})
