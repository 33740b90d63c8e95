import { GenericType } from '@coset/core'
import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes, temporalKind } from '../shared-sql/generic-types.ts'
import { limitClause } from '../shared-sql/limit.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { backslashString, quoteFolded, quoteWith } from '../shared-sql/quoting.ts'

const trunc = (unit: string): string => `DATE_TRUNC('${unit}', {col})`
const slots = (minutes: number): string => `DATEADD(MINUTE, FLOOR(DATE_PART(MINUTE, {col}) / ${minutes}) * ${minutes}, DATE_TRUNC('HOUR', {col}))`

export const snowflakeDialect = defineDialect({
  grammar: 'snowflake',
  maxLabelLength: 256,
  quoteIdentifier: quoteFolded('"'),
  quoteLabel: quoteWith('"'),
  stringLiteral: backslashString,
  timeGrains: {
    PT1S: trunc('SECOND'),
    PT1M: trunc('MINUTE'),
    PT5M: slots(5),
    PT10M: slots(10),
    PT15M: slots(15),
    PT30M: slots(30),
    PT1H: trunc('HOUR'),
    P1D: trunc('DAY'),
    P1W: trunc('WEEK'),
    P1M: trunc('MONTH'),
    P3M: trunc('QUARTER'),
    P1Y: trunc('YEAR'),
  },
  epoch: { seconds: "DATEADD(S, {col}, '1970-01-01')", milliseconds: "DATEADD(MS, {col}, '1970-01-01')" },
  dateTimeLiteral: (nativeType, epochMs) => {
    const kind = temporalKind(nativeType)
    if (kind === 'date') return `TO_DATE('${isoDate(epochMs)}')`
    if (kind === null) return null
    const text = isoDateTime(epochMs, 'always').replace(' ', 'T')
    return /^datetime/i.test(nativeType.trim()) ? `CAST('${text}' AS DATETIME)` : `TO_TIMESTAMP('${text}')`
  },
  genericType: genericTypes([
    [/^(?:number|fixed)/i, GenericType.NUMERIC],
    [/^(?:variant|object|array|geography|geometry|binary)/i, GenericType.STRING],
  ]),
  hasIlike: true,
  isBoolean: (expression, value) => `${expression} = ${value ? 'true' : 'false'}`,
  limit: limitClause('NULL'),
})
