import type { QueryMetric } from '@coset/chart-kit'
import { describe, expect, it } from 'vitest'
import { column, sales } from '../fixtures/dataset.ts'
import { columnFits, columnText, columnType, sqlColumn } from './column.ts'
import { filterText, OPERATORS, operatorOf, operatorsFor, simpleFilter, sqlFilter, timeFilter, typedValue } from './filter.ts'
import { defaultAggregate, metricOf, metricParts, metricText, simpleMetric, sqlMetric } from './metric.ts'

const operator = (id: string) => {
  const found = OPERATORS.find((one) => one.id === id)
  if (!found) throw new Error(id)
  return found
}

describe('metrics', () => {
  it('are kept as the field keeps them', () => {
    const metric = simpleMetric(column('amount', 0), 'SUM')
    expect(metric).toMatchObject({
      expressionType: 'SIMPLE',
      aggregate: 'SUM',
      sqlExpression: null,
      hasCustomLabel: false,
      label: 'SUM(amount)',
      column: { column_name: 'amount', type: 'BIGINT' },
    })
    expect(typeof metric === 'object' && metric['optionName']).toMatch(/^metric_[a-z0-9]{11}_[a-z0-9]{11}$/)
    expect(sqlMetric('SUM(a) / 2', ' Half ')).toMatchObject({ expressionType: 'SQL', sqlExpression: 'SUM(a) / 2', hasCustomLabel: true, label: 'Half' })
    expect(sqlMetric('SUM(a)')).toMatchObject({ label: 'SUM(a)', hasCustomLabel: false })
  })
  it('come apart and together again', () => {
    for (const metric of ['count', simpleMetric(column('amount', 0), 'AVG', 'Mean'), sqlMetric('MAX(amount)')] as readonly QueryMetric[]) {
      const again = metricOf(sales, metricParts(sales, metric), metric)
      if (typeof metric === 'string' || typeof again === 'string' || again === undefined) expect(again).toBe(metric)
      else expect({ ...again, optionName: 0 }).toEqual({ ...metric, optionName: 0 })
    }
  })
  it('wait until nothing is missing', () => {
    const empty = metricParts(sales, undefined)
    expect(metricOf(sales, empty)).toBeUndefined()
    expect(metricOf(sales, { ...empty, mode: 'simple', column: 'amount' })).toBeUndefined()
    expect(metricOf(sales, { ...empty, mode: 'sql', sql: '  ' })).toBeUndefined()
    expect(metricOf(sales, { ...empty, mode: 'simple', column: 'gone', aggregate: 'SUM' })).toBeUndefined()
  })
  it('keep the column object of a column that the dataset lost', () => {
    const metric = simpleMetric(column('gone', 0), 'SUM')
    expect(metricOf(sales, metricParts(sales, metric), metric)).toMatchObject({ column: { column_name: 'gone' }, label: 'SUM(gone)' })
  })
  it('survive odd saved forms', () => {
    expect(metricParts(sales, { expressionType: 'SIMPLE', column: null, aggregate: 'MEDIAN' })).toMatchObject({ mode: 'simple', column: null, aggregate: null })
  })
  it('are called as people call them', () => {
    expect(metricText(sales, 'count')).toBe('COUNT(*)')
    expect(metricText(sales, 'unknown')).toBe('unknown')
    expect(defaultAggregate(column('country', 1))).toBe('COUNT_DISTINCT')
  })
})

describe('columns', () => {
  it('know their type', () => {
    expect(sales.columns.map(columnType)).toEqual(['time', 'number', 'text', 'boolean', 'text'])
    expect(columnType(column('x', 1, { is_dttm: true }))).toBe('time')
  })
  it('fit by filter', () => {
    expect(columnFits(column('n', 0), 'numeric')).toBe(true)
    expect(columnFits(column('n', 0), 'groupable')).toBe(false)
    expect(columnFits(column('n', 0), undefined)).toBe(true)
    expect(columnFits(column('d', 2), 'temporal')).toBe(true)
  })
  it('in SQL are named by their expression', () => {
    expect(sqlColumn('UPPER(x)', '  ')).toEqual({ label: 'UPPER(x)', sqlExpression: 'UPPER(x)', expressionType: 'SQL' })
    expect(columnText(sales, 'country')).toBe('Country')
    expect(columnText(sales, sqlColumn('1', 'One'))).toBe('One')
  })
})

describe('filters', () => {
  it('are kept as the field keeps them', () => {
    expect(simpleFilter('country', operator('IN'), ['FR'])).toMatchObject({
      expressionType: 'SIMPLE',
      clause: 'WHERE',
      subject: 'country',
      operator: 'IN',
      operatorId: 'IN',
      comparator: ['FR'],
      isExtra: false,
    })
    expect(simpleFilter('country', operator('IS_NULL'), ['FR'])).not.toHaveProperty('comparator')
    expect(sqlFilter('a > 1', 'HAVING')).toMatchObject({ expressionType: 'SQL', clause: 'HAVING', sqlExpression: 'a > 1', subject: null })
    expect(timeFilter('day')).toMatchObject({ operator: 'TEMPORAL_RANGE', subject: 'day', comparator: 'No filter' })
  })
  it('know operators in both spellings', () => {
    expect(operatorOf({ operator: 'NOT IN' })?.id).toBe('NOT_IN')
    expect(operatorOf({ operator: '==', operatorId: 'EQUALS' })?.id).toBe('EQUALS')
    expect(operatorOf({ operator: 'IS NOT NULL' })?.value).toBe('none')
    expect(operatorOf({ operator: 'REGEX' })).toBeUndefined()
  })
  it('offer what the type can do', () => {
    const ids = (type: number) => operatorsFor(column('x', type)).map(({ id }) => id)
    expect(ids(0)).not.toContain('LIKE')
    expect(ids(1)).not.toContain('TEMPORAL_RANGE')
    expect(ids(2)).toContain('TEMPORAL_RANGE')
    expect(ids(3)).toEqual(['EQUALS', 'NOT_EQUALS', 'IS_NULL', 'IS_NOT_NULL', 'IS_TRUE', 'IS_FALSE'])
  })
  it('read as words', () => {
    expect(filterText(sales, simpleFilter('country', operator('IN'), ['FR', 'DE', 'IT', 'ES']))).toBe('Country is one of FR, DE, IT +1')
    expect(filterText(sales, simpleFilter('amount', operator('GREATER_THAN_OR_EQUAL'), 5))).toBe('amount >= 5')
    expect(filterText(sales, simpleFilter('open', operator('IS_TRUE'), undefined))).toBe('open is true')
    expect(filterText(sales, timeFilter('day', 'Last week'))).toBe('day: Last week')
    expect(filterText(sales, sqlFilter('<img src=x>', 'WHERE'))).toBe('<img src=x>')
    expect(filterText(sales, {})).toBe('  ')
  })
  it('keep numbers numbers and texts texts', () => {
    expect(typedValue(column('a', 0), '12.5')).toBe(12.5)
    expect(typedValue(column('a', 0), 'many')).toBe('many')
    expect(typedValue(column('a', 0), ' ')).toBe(' ')
    expect(typedValue(column('a', 1), '12')).toBe('12')
    expect(typedValue(column('a', 3), 'TRUE')).toBe(true)
    expect(typedValue(undefined, '1')).toBe('1')
  })
})
