import { defineDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { markedLabel } from '../shared-sql/labels.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { backslashString } from '../shared-sql/quoting.ts'

const start = (unit: string): string => `TO_START_OF_${unit}(TO_TIMESTAMP({col}))`

export const databendDialect = defineDialect({
  grammar: 'databend',
  mutateLabel: markedLabel,
  stringLiteral: backslashString,
  timeGrains: {
    PT1S: start('SECOND'),
    PT1M: start('MINUTE'),
    PT5M: start('FIVE_MINUTES'),
    PT10M: start('TEN_MINUTES'),
    PT15M: start('FIFTEEN_MINUTES'),
    PT1H: start('HOUR'),
    P1D: start('DAY'),
    P1W: 'TO_MONDAY(TO_TIMESTAMP({col}))',
    P1M: start('MONTH'),
    P3M: start('QUARTER'),
    P1Y: start('YEAR'),
  },
  epoch: { seconds: 'TO_TIMESTAMP({col})', milliseconds: 'TO_TIMESTAMP({col} / 1000)' },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `TO_DATE('${isoDate(epochMs)}')`
    return kind === null ? null : `TO_TIMESTAMP('${isoDateTime(epochMs, 'always')}')`
  },
  timeGroupByInline: true,
})
