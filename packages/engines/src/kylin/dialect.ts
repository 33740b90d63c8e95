import { defineDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

export const kylinDialect = defineDialect({
  grammar: 'kylin',
  timeGrains: truncGrains((unit) => {
    const type = unit === 'second' || unit === 'minute' || unit === 'hour' ? 'TIMESTAMP' : 'DATE'
    return `CAST(FLOOR(CAST({col} AS TIMESTAMP) TO ${unit.toUpperCase()}) AS ${type})`
  }),
  epoch: {
    seconds: "TIMESTAMPADD(SECOND, {col}, CAST('1970-01-01 00:00:00' AS TIMESTAMP))",
    milliseconds: "TIMESTAMPADD(SECOND, {col} / 1000, CAST('1970-01-01 00:00:00' AS TIMESTAMP))",
  },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `CAST('${isoDate(epochMs)}' AS DATE)`
    return kind === null ? null : `CAST('${isoDateTime(epochMs, 'needed').slice(0, 19)}' AS TIMESTAMP)`
  },
})
