import { BadRequest } from '@coset/core'
import { describe, expect, it } from 'vitest'
import { validateQueryContext } from './context.ts'

const body = (query: Record<string, unknown>, more: Record<string, unknown> = {}) => ({ datasource: { id: 1, type: 'table' }, queries: [query], ...more })
const one = (query: Record<string, unknown>) => {
  const [first] = validateQueryContext(body(query)).queries
  if (first === undefined) throw new Error('no query')
  return first
}
const refusal = (value: unknown): string => {
  try {
    validateQueryContext(value)
  } catch (error) {
    if (error instanceof BadRequest) return error.message
    throw error
  }
  return 'accepted'
}

describe('envelope', () => {
  it('has defaults', () => {
    expect(validateQueryContext(body({}))).toMatchObject({ resultType: 'full', resultFormat: 'json', force: false, customCacheTimeout: null, formData: {} })
  })
  it('names every wrong field at its path', () => {
    expect(refusal({ ...body({ filters: [{ col: 'a', op: 'NO SUCH OP', zz: 1 }], row_limit: -1 }), foo: 1 })).toMatch(
      /^Request is incorrect: \{'foo': \['Unknown field\.'\], 'queries': \{0: \{'filters': \{0: \{'zz': \['Unknown field\.'\], 'op': \['Must be one of: ==, .*'row_limit': \['`row_limit` must be greater than or equal to 0'\]\}\}\}$/,
    )
  })
  it('refuses other shapes', () => {
    for (const value of [
      null,
      [],
      'x',
      1,
      {},
      { queries: [] },
      { datasource: { id: 1, type: 'zz' }, queries: [] },
      { datasource: { id: {}, type: 'table' }, queries: [] },
    ]) {
      expect(refusal(value)).not.toBe('accepted')
    }
    expect(refusal(body({}, { queries: Array.from({ length: 101 }, () => ({})) }))).toContain('maximum length')
    expect(refusal(JSON.parse('{"datasource":{"id":1,"type":"table"},"queries":[{}],"__proto__":{"x":1}}'))).toContain('Unknown field')
  })
  it('takes no queries and UUIDs', () => {
    expect(validateQueryContext({ datasource: { id: '7', type: 'dataset' }, queries: [] }).datasource.id).toBe(7)
    expect(validateQueryContext({ datasource: { id: 'b0a5…', type: 'table' }, queries: [] }).datasource.id).toBe('b0a5…')
  })
})

describe('query objects', () => {
  it('tells raw rows from distinct ones', () => {
    expect([one({}).metrics, one({ metrics: null }).metrics, one({ metrics: [] }).metrics]).toEqual([null, null, []])
  })
  it('lets deprecated names win when they hold something', () => {
    expect(
      one({ groupby: ['a'], columns: ['b'], granularity_sqla: 't', timeseries_limit: 3, where: 'x = 1', extras: { where: 'y = 1', having: 'z' } }),
    ).toMatchObject({
      columns: ['a'],
      granularity: 't',
      seriesLimit: 3,
      extras: { where: 'x = 1', having: 'z' },
    })
    expect(one({ groupby: [], columns: ['b'] }).columns).toEqual(['b'])
  })
  it('reads columns and metrics of every form', () => {
    const query = one({
      columns: ['a', { label: 'l', sqlExpression: 'x', columnType: 'BASE_AXIS', timeGrain: 'P1D' }, '__timestamp'],
      metrics: [
        'm',
        { label: 'saved' },
        { expressionType: 'SIMPLE', column: { column_name: 'n' }, aggregate: 'sum' },
        { expressionType: 'SQL', sqlExpression: 'COUNT(*)' },
      ],
    })
    expect(query.columns).toEqual(['a', { label: 'l', sqlExpression: 'x', timeGrain: 'P1D', isAxis: true, isColumnReference: false }])
    expect(query.isTimeseries).toBe(true)
    expect(query.metrics).toEqual([
      'm',
      'saved',
      { kind: 'simple', column: 'n', aggregate: 'SUM', label: 'sum(n)' },
      { kind: 'sql', sqlExpression: 'COUNT(*)', label: 'COUNT(*)' },
    ])
  })
  it('refuses aggregates and grains that nobody knows', () => {
    expect(refusal(body({ metrics: [{ expressionType: 'SIMPLE', column: { column_name: 'n' }, aggregate: 'MEDIAN' }] }))).not.toBe('accepted')
    expect(refusal(body({ extras: { time_grain_sqla: 'PT0.5H' } }))).not.toBe('accepted')
    expect(refusal(body({ post_processing: [{ operation: 'no_such_operation' }] }))).toContain("'operation': ['Must be one of: aggregate")
    expect(refusal(body({ post_processing: [{ operation: 'prophet', options: 3 }] }))).not.toBe('accepted')
    expect(refusal(body({ orderby: [['', true]] }))).not.toBe('accepted')
  })
  it('drops null steps, formulas and filters without a column', () => {
    const query = one({
      post_processing: [null, { operation: 'flatten' }],
      annotation_layers: [{ name: 'f', annotationType: 'FORMULA', value: 'x' }],
      filters: [{ col: '', op: '==', val: 1 }],
    })
    expect([query.postProcessing, query.annotationLayers, query.filters]).toEqual([[{ operation: 'flatten', options: {} }], [], []])
  })
})
