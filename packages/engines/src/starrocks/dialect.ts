import { mysqlDialect } from '../mysql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'

const trunc = (unit: string): string => `DATE_TRUNC('${unit}', {col})`

export const starrocksDialect = extendDialect(mysqlDialect, {
  grammar: 'starrocks',
  timeGrains: {
    PT1S: trunc('second'),
    PT1M: trunc('minute'),
    PT5M: 'TIME_SLICE({col}, INTERVAL 5 MINUTE)',
    PT10M: 'TIME_SLICE({col}, INTERVAL 10 MINUTE)',
    PT15M: 'TIME_SLICE({col}, INTERVAL 15 MINUTE)',
    PT30M: 'TIME_SLICE({col}, INTERVAL 30 MINUTE)',
    PT1H: trunc('hour'),
    P1D: trunc('day'),
    P1W: trunc('week'),
    P1M: trunc('month'),
    P3M: trunc('quarter'),
    P1Y: trunc('year'),
  },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `CAST('${isoDate(epochMs)}' AS DATE)`
    return kind === null ? null : `CAST('${isoDateTime(epochMs, 'always')}' AS DATETIME)`
  },
})
