import { asList, isRecord } from '@coset/chart-kit'
import type { Dataset, DatasetColumn } from '../types.ts'
import { columnType } from './column.ts'
import { randomName } from './random-name.ts'

export interface Operator {
  readonly id: string
  /** As it is sent. */
  readonly sent: string
  readonly text: string
  readonly value: 'none' | 'one' | 'many' | 'range'
}

export const OPERATORS: readonly Operator[] = [
  { id: 'IN', sent: 'IN', text: 'is one of', value: 'many' },
  { id: 'NOT_IN', sent: 'NOT IN', text: 'is none of', value: 'many' },
  { id: 'EQUALS', sent: '==', text: 'equals', value: 'one' },
  { id: 'NOT_EQUALS', sent: '!=', text: 'is not', value: 'one' },
  { id: 'LESS_THAN', sent: '<', text: 'is less than', value: 'one' },
  { id: 'LESS_THAN_OR_EQUAL', sent: '<=', text: 'is at most', value: 'one' },
  { id: 'GREATER_THAN', sent: '>', text: 'is greater than', value: 'one' },
  { id: 'GREATER_THAN_OR_EQUAL', sent: '>=', text: 'is at least', value: 'one' },
  { id: 'LIKE', sent: 'LIKE', text: 'matches (LIKE)', value: 'one' },
  { id: 'ILIKE', sent: 'ILIKE', text: 'matches in any case (ILIKE)', value: 'one' },
  { id: 'IS_NULL', sent: 'IS NULL', text: 'is empty', value: 'none' },
  { id: 'IS_NOT_NULL', sent: 'IS NOT NULL', text: 'is not empty', value: 'none' },
  { id: 'IS_TRUE', sent: 'IS TRUE', text: 'is true', value: 'none' },
  { id: 'IS_FALSE', sent: 'IS FALSE', text: 'is false', value: 'none' },
  { id: 'LATEST_PARTITION', sent: 'LATEST PARTITION', text: 'is the latest partition', value: 'none' },
  { id: 'TEMPORAL_RANGE', sent: 'TEMPORAL_RANGE', text: 'is in the time range', value: 'range' },
]

/** Saved charts name operators in either spelling. */
export function operatorOf(filter: Readonly<Record<string, unknown>>): Operator | undefined {
  return OPERATORS.find((operator) => operator.sent === filter['operator'] || operator.id === (filter['operatorId'] ?? filter['operator']))
}

const NUMBERS = new Set(['LIKE', 'ILIKE', 'IS_TRUE', 'IS_FALSE', 'TEMPORAL_RANGE', 'LATEST_PARTITION'])

/** The operators that make sense on a column; all of them where its type is unknown. */
export function operatorsFor(column: DatasetColumn | undefined): readonly Operator[] {
  if (column === undefined) return OPERATORS
  const type = columnType(column)
  if (type === 'time') return OPERATORS.filter((operator) => !['LIKE', 'ILIKE', 'IS_TRUE', 'IS_FALSE'].includes(operator.id))
  if (type === 'number') return OPERATORS.filter((operator) => !NUMBERS.has(operator.id))
  if (type === 'boolean') return OPERATORS.filter((operator) => operator.id.startsWith('IS_') || operator.id === 'EQUALS' || operator.id === 'NOT_EQUALS')
  return OPERATORS.filter((operator) => !['IS_TRUE', 'IS_FALSE', 'TEMPORAL_RANGE'].includes(operator.id))
}

export type Clause = 'WHERE' | 'HAVING'
export type AdhocFilter = Readonly<Record<string, unknown>>

/** A filter on one column, as saved charts keep it. */
export function simpleFilter(subject: unknown, operator: Operator, comparator: unknown): AdhocFilter {
  return {
    expressionType: 'SIMPLE',
    clause: 'WHERE',
    subject,
    operator: operator.sent,
    operatorId: operator.id,
    ...(operator.value !== 'none' && { comparator }),
    sqlExpression: null,
    isExtra: false,
    isNew: false,
    datasourceWarning: false,
    filterOptionName: randomName('filter'),
  }
}

/** A condition in SQL, as saved charts keep it. */
export function sqlFilter(sqlExpression: string, clause: Clause): AdhocFilter {
  return {
    expressionType: 'SQL',
    clause,
    sqlExpression,
    subject: null,
    operator: null,
    comparator: null,
    isExtra: false,
    isNew: false,
    datasourceWarning: false,
    filterOptionName: randomName('filter'),
  }
}

/** The filter on the main time column that a fresh chart starts with; dashboards steer the chart through it. */
export function timeFilter(column: string, range = 'No filter'): AdhocFilter {
  const operator = OPERATORS.find(({ id }) => id === 'TEMPORAL_RANGE')
  return operator === undefined ? {} : simpleFilter(column, operator, range)
}

export function isTimeFilter(filter: unknown): filter is AdhocFilter {
  return isRecord(filter) && filter['operator'] === 'TEMPORAL_RANGE'
}

function subjectText(dataset: Dataset, subject: unknown): string {
  if (isRecord(subject)) return String(subject['label'] ?? subject['sqlExpression'] ?? '')
  const name = String(subject ?? '')
  return dataset.columns.find((column) => column.column_name === name)?.verbose_name || name
}

const valueText = (value: unknown): string => (value === null ? 'empty' : value === '' ? '“”' : String(value))

/** The filter in words, for its chip. */
export function filterText(dataset: Dataset, filter: AdhocFilter): string {
  if (filter['expressionType'] === 'SQL') return String(filter['sqlExpression'] ?? '')
  const subject = subjectText(dataset, filter['subject'])
  const operator = operatorOf(filter)
  if (operator?.id === 'TEMPORAL_RANGE') return `${subject}: ${String(filter['comparator'] ?? 'No filter')}`
  const values = asList(filter['comparator'])
  const shown = values.slice(0, 3).map(valueText).join(', ')
  const more = values.length > 3 ? ` +${values.length - 3}` : ''
  const symbol =
    operator === undefined
      ? String(filter['operator'] ?? '')
      : operator.sent === '=='
        ? '='
        : operator.sent === '!='
          ? '≠'
          : operator.text.startsWith('is ') && operator.value === 'one'
            ? operator.sent
            : operator.text
  return operator?.value === 'none' ? `${subject} ${symbol}` : `${subject} ${symbol} ${shown}${more}`
}

/** Typed text → the value that the column's type wants; text that is no number, or more digits than a number holds, stays text. */
export function typedValue(column: DatasetColumn | undefined, text: string): unknown {
  if (column === undefined) return text
  const type = columnType(column)
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) {
    const number = Number(text)
    return /^\s*[+-]?\d+\s*$/.test(text) && !Number.isSafeInteger(number) ? text.trim() : number
  }
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return text
}
