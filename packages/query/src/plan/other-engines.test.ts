import type { Engine } from '@coset/engines'
import { engineFor, engines } from '@coset/engines'
import { describe, expect, it } from 'vitest'
import type { DatasetModel } from '../model.ts'
import { noEffects } from '../template/effects.ts'
import { validateQueryContext } from '../validate/context.ts'
import { expressionKey, type PlanContext } from './plan-context.ts'
import { planQuery } from './plan-query.ts'
import { asksTopSeries, topSeriesQuery } from './series-limit.ts'

const column = (name: string, nativeType: string, more: Partial<DatasetModel['columns'][number]> = {}): DatasetModel['columns'][number] => ({
  name,
  verboseName: null,
  nativeType,
  isTemporal: false,
  groupable: true,
  filterable: true,
  expression: null,
  pythonDateFormat: null,
  datetimeFormat: null,
  ...more,
})

const contextFor = (engine: Engine, body: Record<string, unknown>, more: Partial<PlanContext> = {}): PlanContext => {
  const [query] = validateQueryContext({ datasource: { id: 1, type: 'table' }, queries: [body] }).queries
  if (query === undefined) throw new Error('no query')
  const dataset: DatasetModel = {
    id: 1,
    uid: '1__table',
    tableName: 't',
    schema: 's',
    catalog: null,
    sql: null,
    mainDttmCol: 'at',
    offsetHours: 0,
    fetchValuesPredicate: null,
    alwaysFilterMainDttm: false,
    templateParams: {},
    currencyCodeColumn: null,
    cacheTimeout: null,
    staleSeconds: 0,
    changedOn: '',
    columns: [column('g', 'VARCHAR'), column('n', 'INTEGER'), column('at', 'TIMESTAMP', { isTemporal: true })],
    metrics: [],
    database: { id: 1, name: 'd', engine, slots: 1, cacheTimeout: null },
  }
  const sql = {
    source: '"s"."t"',
    prelude: '',
    expressions: new Map([[expressionKey('orderby', 'SUM("g")'), 'SUM("g")']]),
    temporal: new Set<string>(),
    columnSql: new Map<string, string>(),
    metricSql: new Map<string, string>(),
    fetchValuesPredicate: null,
    rowPredicates: [],
    templates: false,
    effects: noEffects(),
  }
  const open = { since: null, until: null }
  const { dialect } = engine
  return { dataset, dialect, query, sql, range: open, innerRange: null, shifted: null, rowLimit: 10, topSeries: null, filterRanges: new Map(), ...more }
}

const sum = { expressionType: 'SIMPLE', column: { column_name: 'n' }, aggregate: 'SUM', label: 'total' }
const axis = { label: 'at', sqlExpression: 'at', columnType: 'BASE_AXIS', timeGrain: 'P1D', expressionType: 'SQL' }
const series = { columns: [axis, 'g'], metrics: [sum], series_columns: ['g'], series_limit: 2 }
const variant = (more: Partial<Engine['dialect']>, capabilities: Partial<Engine['capabilities']> = {}): Engine => {
  const base = engineFor('postgresql')
  return { ...base, dialect: { ...base.dialect, ...more }, capabilities: { ...base.capabilities, ...capabilities } }
}

describe('engines that write SQL otherwise', () => {
  it('page in their own words', () => {
    const body = { columns: ['g'], metrics: [sum], orderby: [['g', true]], row_offset: 5 }
    expect(planQuery(contextFor(engineFor('mssql'), body)).sql).toMatch(/ORDER BY \S+ ASC OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY$/)
    expect(planQuery(contextFor(engineFor('mssql'), { columns: ['g'], metrics: [sum] })).sql).toMatch(/^SELECT TOP 10 /)
    expect(planQuery(contextFor(engineFor('oracle'), { columns: ['g'], metrics: [sum] })).sql).toMatch(/FETCH FIRST 10 ROWS ONLY$/)
  })

  it('get no AS where they take none', () => {
    const sql = planQuery(contextFor(variant({ aliasInSelect: false }), { columns: ['g'], metrics: [sum] })).sql
    expect(sql).toMatch(/^SELECT "g", SUM\("n"\)\nFROM/)
  })

  it('select what they order by, and it is cut off again', () => {
    const plan = planQuery(
      contextFor(variant({ hiddenOrderByAggregate: false, orderByAlias: false }), { columns: ['g'], metrics: [sum], orderby: [['n', false]] }),
    )
    expect(plan.sql).toMatch(/^SELECT "g" AS "g", SUM\("n"\) AS "total", "n"\n/)
    expect(plan.labels).toEqual(['g', 'total'])
  })

  it('keep a label from hiding the column that an aggregate reads', () => {
    const body = { columns: ['g'], metrics: [sum], orderby: [[{ expressionType: 'SQL', sqlExpression: 'SUM("g")', label: 'x' }, false]] }
    const plan = planQuery(contextFor(variant({ aliasToSourceColumn: false }), { ...body, orderby: [[{ sqlExpression: 'SUM("g")' }, false]] }))
    expect(plan.sql).toContain('"g" AS "g__"')
    expect(plan.labels).toEqual(['g', 'total'])
  })

  it('name the alias in ORDER BY where that is asked', () => {
    const plan = planQuery(contextFor(variant({ orderByMustUseAlias: true, orderByAlias: false }), { columns: ['g'], metrics: [sum], orderby: [[sum, false]] }))
    expect(plan.sql).toContain('ORDER BY "total" DESC')
  })

  it('fill the words of a grain by the column’s type', () => {
    const words = { timeGrains: { P1D: '{func}({col}, DAY)' }, grainWords: (type: string | null) => ({ func: `${type}_TRUNC` }) }
    expect(planQuery(contextFor(variant(words), { columns: [axis], metrics: [sum] })).sql).toContain('TIMESTAMP_TRUNC("at", DAY) AS "at"')
  })

  it('are asked for the top series first where they cannot join', () => {
    const engine = variant({}, { joins: false })
    const asked = contextFor(engine, series)
    expect(asksTopSeries(asked)).toBe(true)
    const first = planQuery({ ...asked, query: topSeriesQuery(asked.query), rowLimit: 2 }).sql
    expect(first).toMatch(/^SELECT "g" AS "g", SUM\("n"\) AS "total"\nFROM "s"\."t"\nGROUP BY "g" LIMIT 2$/)
    const rows = [
      ["O'Brien", 1],
      [null, 2],
    ]
    const main = planQuery({ ...asked, topSeries: rows }).sql
    expect(main).toContain(`WHERE (("g" = 'O''Brien') OR ("g" IS NULL))`)
    expect(main).not.toContain('JOIN')
    const others = contextFor(engine, { ...series, group_others_when_limit_reached: true }, { topSeries: rows })
    expect(planQuery(others).sql).toContain(`CASE WHEN (("g" = 'O''Brien') OR ("g" IS NULL)) THEN "g" ELSE 'Others' END`)
  })

  it('cannot count rows of a query without sub-queries', () => {
    const engine = variant({}, { subqueries: false })
    expect(() => planQuery(contextFor(engine, { columns: ['g'], metrics: [sum], is_rowcount: true }))).toThrow('cannot count')
  })

  it.each(engines.map((engine) => [engine.id, engine] as const))('%s writes a whole query of every kind', (_id, engine) => {
    for (const body of [
      series,
      { columns: ['g'] },
      { columns: ['g'], metrics: [sum], orderby: [[sum, false]], filters: [{ col: 'g', op: 'ILIKE', val: '%x%' }] },
    ]) {
      const context = contextFor(engine, body)
      const grains = engine.dialect.timeGrains
      if (body === series && grains.P1D === undefined) continue
      const { sql } = planQuery({ ...context, topSeries: asksTopSeries(context) ? [['x']] : null })
      expect(sql).toMatch(/^SELECT /)
      expect(sql).not.toMatch(/undefined|\{(?:col|func|type)\}|\[object/)
    }
  })
})
