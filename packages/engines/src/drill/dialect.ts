import { defineDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { quoteWith } from '../shared-sql/quoting.ts'

const nearest = (unit: string): string => `NEARESTDATE({col}, '${unit}')`

export const drillDialect = defineDialect({
  grammar: 'drill',
  quoteIdentifier: quoteWith('`'),
  timeGrains: {
    PT1S: nearest('SECOND'),
    PT1M: nearest('MINUTE'),
    PT15M: nearest('QUARTER_HOUR'),
    PT30M: nearest('HALF_HOUR'),
    PT1H: nearest('HOUR'),
    P1D: nearest('DAY'),
    P1W: nearest('WEEK_SUNDAY'),
    P1M: nearest('MONTH'),
    P3M: nearest('QUARTER'),
    P1Y: nearest('YEAR'),
  },
  epoch: { seconds: 'TO_DATE({col} * 1000)', milliseconds: 'TO_DATE({col})' },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `TO_DATE('${isoDate(epochMs)}', 'yyyy-MM-dd')`
    return kind === null ? null : `TO_TIMESTAMP('${isoDateTime(epochMs, 'needed').slice(0, 19)}', 'yyyy-MM-dd HH:mm:ss')`
  },
})
