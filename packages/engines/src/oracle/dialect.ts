import { GenericType } from '@coset/core'
import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes } from '../shared-sql/generic-types.ts'
import { fetchClause } from '../shared-sql/limit.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { quoteFolded, quoteWith } from '../shared-sql/quoting.ts'

const trunc = (unit: string): string => `TRUNC(CAST({col} as DATE), '${unit}')`

/** No boolean values before version 23; `AS` before the name of a sub-query is refused. */
export const oracleDialect = defineDialect({
  grammar: 'oracle',
  maxLabelLength: 128,
  quoteIdentifier: quoteFolded('"'),
  quoteLabel: quoteWith('"'),
  booleanLiteral: (value) => (value ? '1' : '0'),
  timeGrains: {
    PT1S: 'CAST({col} as DATE)',
    PT1M: trunc('MI'),
    PT1H: trunc('HH'),
    P1D: trunc('DDD'),
    P1W: trunc('WW'),
    P1M: trunc('MONTH'),
    P3M: trunc('Q'),
    P1Y: trunc('YEAR'),
  },
  epoch: { seconds: "TO_DATE('1970-01-01','YYYY-MM-DD')+(1/24/60/60)*{col}", milliseconds: "TO_DATE('1970-01-01','YYYY-MM-DD')+(1/24/60/60/1000)*{col}" },
  dateTimeLiteral: (nativeType, epochMs) => {
    const type = nativeType.trim()
    const whole = isoDateTime(epochMs, 'always').replace(' ', 'T')
    if (/^timestamp/i.test(type)) return `TO_TIMESTAMP('${whole}', 'YYYY-MM-DD"T"HH24:MI:SS.ff6')`
    if (/^datetime/i.test(type)) return `TO_DATE('${whole.slice(0, 19)}', 'YYYY-MM-DD"T"HH24:MI:SS')`
    return /^date/i.test(type) ? `TO_DATE('${isoDate(epochMs)}', 'YYYY-MM-DD')` : null
  },
  genericType: genericTypes([
    [/^(?:number|binary_(?:float|double))/i, GenericType.NUMERIC],
    [/^(?:n?clob|nvarchar2|rowid|long)/i, GenericType.STRING],
  ]),
  isBoolean: (expression, value) => `${expression} = ${value ? 1 : 0}`,
  castToText: (expression) => `CAST(${expression} AS VARCHAR2(4000))`,
  limit: fetchClause,
  tableAlias: ' ',
})
