import { postgresqlDialect } from '../postgresql/dialect.ts'
import { extendDialect } from '../shared-sql/define-dialect.ts'
import { temporalKind } from '../shared-sql/generic-types.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'

export const denodoDialect = extendDialect(postgresqlDialect, {
  grammar: 'generic',
  maxLabelLength: null,
  hasIlike: false,
  timeGrains: {
    PT1M: "TRUNC({col}, 'MI')",
    PT1H: "TRUNC({col}, 'HH')",
    P1D: "TRUNC({col}, 'DDD')",
    P1W: "TRUNC({col}, 'W')",
    P1M: "TRUNC({col}, 'MONTH')",
    P3M: "TRUNC({col}, 'Q')",
    P1Y: "TRUNC({col}, 'YEAR')",
  },
  epoch: { seconds: 'GETTIMEFROMMILLIS({col} * 1000)', milliseconds: 'GETTIMEFROMMILLIS({col})' },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `TO_DATE('yyyy-MM-dd', '${isoDate(epochMs)}')`
    return kind === null ? null : `TO_TIMESTAMP('yyyy-MM-dd HH:mm:ss.SSS', '${isoDateTime(epochMs, 'always').slice(0, 23)}')`
  },
})
