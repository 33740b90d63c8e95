import { defineDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { truncGrains } from '../shared-sql/trunc-grains.ts'

export const dremioDialect = defineDialect({
  grammar: 'dremio',
  timeGrains: truncGrains((unit) => `DATE_TRUNC('${unit}', {col})`),
  epoch: { seconds: 'TO_DATE({col})', milliseconds: 'TO_DATE({col}/1000)' },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `TO_DATE('${isoDate(epochMs)}', 'YYYY-MM-DD')`
    return kind === null ? null : `TO_TIMESTAMP('${isoDateTime(epochMs, 'always').slice(0, 23)}', 'YYYY-MM-DD HH24:MI:SS.FFF')`
  },
})
