import { createHash } from 'node:crypto'
import { GenericType } from '@coset/core'
import { defineDialect } from '../shared-sql/define-dialect.ts'
import { genericTypes } from '../shared-sql/generic-types.ts'
import { isoDate, isoDateTime } from '../shared-sql/moments.ts'
import { escapedString, quoteEscaping } from '../shared-sql/quoting.ts'

const FUNCTIONS: Readonly<Record<string, string>> = { DATE: 'DATE_TRUNC', DATETIME: 'DATETIME_TRUNC', TIME: 'TIME_TRUNC', TIMESTAMP: 'TIMESTAMP_TRUNC' }
const typeOf = (nativeType: string | null): string => /^(?:DATETIME|DATE|TIMESTAMP|TIME)\b/.exec((nativeType ?? '').trim().toUpperCase())?.[0] ?? 'TIMESTAMP'

const every = (count: string): string => `CAST(TIMESTAMP_SECONDS(${count} * DIV(UNIX_SECONDS(CAST({col} AS TIMESTAMP)), ${count})) AS {type})`
const trunc = (unit: string): string => `{func}({col}, ${unit})`
const quote = quoteEscaping('`')
const hash = (label: string): string => createHash('sha256').update(label).digest('hex')

/** Letters, digits and `_` only, no digit first; what changed gets a mark, so that two labels stay two. */
const mutateLabel = (label: string): string => {
  const started = /^\d/.test(label) ? `_${label}` : label
  const plain = started.replace(/[^\w]+/g, '_')
  const marked = plain === label ? plain : `${plain}_${hash(label).slice(0, 5)}`
  return marked.length > 128 ? `_${hash(label)}` : marked
}

export const bigqueryDialect = defineDialect({
  grammar: 'bigquery',
  maxLabelLength: 128,
  mutateLabel,
  // Dots part fields of records, and datasets from tables.
  quoteIdentifier: (name) => name.split('.').map(quote).join('.'),
  quoteLabel: quote,
  stringLiteral: escapedString,
  timeGrains: {
    PT1S: 'CAST(TIMESTAMP_SECONDS(UNIX_SECONDS(CAST({col} AS TIMESTAMP))) AS {type})',
    PT1M: every('60'),
    PT5M: every('5*60'),
    PT10M: every('10*60'),
    PT15M: every('15*60'),
    PT30M: every('30*60'),
    PT1H: trunc('HOUR'),
    P1D: trunc('DAY'),
    P1W: trunc('WEEK'),
    P1M: trunc('MONTH'),
    P3M: trunc('QUARTER'),
    P1Y: trunc('YEAR'),
    '1969-12-29T00:00:00Z/P1W': trunc('ISOWEEK'),
  },
  grainWords: (nativeType) => {
    const type = typeOf(nativeType)
    return { func: FUNCTIONS[type] ?? 'TIMESTAMP_TRUNC', type }
  },
  epoch: { seconds: 'TIMESTAMP_SECONDS({col})', milliseconds: 'TIMESTAMP_MILLIS({col})' },
  dateTimeLiteral: (nativeType, epochMs) => {
    const type = /^(?:DATETIME|DATE|TIMESTAMP|TIME)\b/.exec(nativeType.trim().toUpperCase())?.[0]
    if (type === undefined) return null
    const whole = isoDateTime(epochMs, 'always').replace(' ', 'T')
    const text = type === 'DATE' ? isoDate(epochMs) : type === 'TIME' ? whole.slice(11) : whole
    return `CAST('${text}' AS ${type})`
  },
  genericType: genericTypes([
    [/^bytes/i, GenericType.STRING],
    [/^(?:record|struct|array|json|geography)/i, GenericType.STRING],
    [/^(?:bignumeric|bigdecimal)/i, GenericType.NUMERIC],
  ]),
  castToText: (expression) => `CAST(${expression} AS STRING)`,
  orderByMustUseAlias: true,
})
