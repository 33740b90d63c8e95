import { defineDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { limitClause } from '../shared-sql/limit.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

const slots = (minutes: number): string => `CAST(FLOOR(CAST({col} AS BIGINT) / ${minutes * 60_000}) * ${minutes * 60_000} AS TIMESTAMP)`

/** Columns are named by position: aliases are not written. */
export const pinotDialect = defineDialect({
  grammar: 'pinot',
  timeGrains: {
    ...truncGrains((unit) => `CAST(DATE_TRUNC('${unit}', CAST({col} AS TIMESTAMP)) AS TIMESTAMP)`),
    PT5M: slots(5),
    PT10M: slots(10),
    PT15M: slots(15),
    PT30M: slots(30),
  },
  epoch: { seconds: 'CAST({col} * 1000 AS TIMESTAMP)', milliseconds: 'CAST({col} AS TIMESTAMP)' },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `CAST('${isoDate(epochMs)}' AS DATE)`
    return kind === null ? null : `CAST('${isoDateTime(epochMs, 'needed')}' AS TIMESTAMP)`
  },
  isBoolean: (expression, value) => `${expression} = ${value ? 'true' : 'false'}`,
  limit: limitClause('2147483647'),
  aliasInSelect: false,
  orderByAlias: false,
  probeNeedsRow: true,
})
