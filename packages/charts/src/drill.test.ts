import { columnLabel, type FormData, type QueryFilter } from '@coset/chart-kit'
import { conditionsOf, dimensionNames, drillBy } from '@coset/chart-kit/drill'
import { describe, expect, it, test } from 'vitest'
import { gallery } from './gallery.ts'
import { months, result } from './gallery-entry.ts'
import { definitionFor, definitions } from './index.ts'

const drillable = definitions.filter((definition) => definition.behaviours.includes('DRILL_BY'))
const exampleOf = (vizType: string): FormData | undefined => gallery.find((entry) => entry.vizType === vizType)?.formData
const KEPT: QueryFilter = { col: 'somewhere', op: 'IN', val: ['x'] }

const asked = (formData: FormData) =>
  definitionFor(formData.viz_type ?? 'table')
    .buildQueries(formData)
    .map((query) => ({ columns: (query.columns ?? []).map(columnLabel), filters: query.filters ?? [], metrics: query.metrics ?? [] }))

describe('drilling by a column', () => {
  for (const { vizType } of drillable) {
    const example = exampleOf(vizType)
    it(`${vizType}: asks for the column, keeps the rows, leaves its metrics`, () => {
      if (example === undefined) throw new Error(`${vizType} has no example`)
      const before = { ...example, viz_type: vizType, query_mode: vizType === 'table' ? 'aggregate' : example['query_mode'] }
      const after = drillBy(before, { column: 'new_column', filters: [KEPT] })
      const queries = asked(after)
      expect(queries.length).toBeGreaterThan(0)
      // Totals of a table are grouped by nothing
      for (const query of vizType === 'table' ? queries.slice(0, 1) : queries) {
        expect(query.columns).toContain('new_column')
        expect(query.filters).toContainEqual(KEPT)
      }
      const own = asked(before)[0]?.metrics.slice(0, 1) ?? []
      expect(queries[0]?.metrics).toEqual(expect.arrayContaining([...own]))
      expect(after['own_state']).toBeUndefined()
    })
    it(`${vizType}: what was grouped by gives way, once it is fixed`, () => {
      const before = { ...(example ?? {}), viz_type: vizType }
      for (const name of dimensionNames(before)) {
        const fixed = { col: name, op: '==', val: 1 }
        const after = drillBy(before, { column: 'new_column', filters: [fixed] })
        const groups = ['groupby', 'groupbyRows', 'groupbyColumns', 'entity', 'x_axis'].flatMap((key) =>
          key in after ? dimensionNames({ [key]: after[key] }) : [],
        )
        if (vizType !== 'mixed_timeseries' && vizType !== 'box_plot' && vizType !== 'bubble_v2') expect(groups).not.toContain(name)
      }
    })
  }
  it('a point of an axis becomes bars; a series leaves the axis alone', () => {
    const line = { viz_type: 'echarts_timeseries_line', x_axis: 'day', time_grain_sqla: 'P1M', groupby: ['size'], metrics: ['count'], rolling_type: 'mean' }
    expect(drillBy(line, { column: 'kind', filters: [{ col: 'day', op: '==', val: 0, grain: 'P1M' }] })).toMatchObject({
      viz_type: 'echarts_timeseries_bar',
      x_axis: 'kind',
      groupby: [],
    })
    const byKind = drillBy(line, { column: 'kind', filters: [{ col: 'size', op: 'IN', val: ['S'] }] })
    expect(byKind).toMatchObject({ viz_type: 'echarts_timeseries_line', x_axis: 'day', groupby: ['kind'], rolling_type: 'mean' })
    expect(drillBy(line, { column: 'day', filters: [] })['groupby']).toEqual([])
  })
  it('a pivot turns the side that was pointed at', () => {
    const form = { viz_type: 'pivot_table_v2', groupbyRows: ['a'], groupbyColumns: ['b'], metrics: ['m'] }
    const at = (...names: string[]) => drillBy(form, { column: 'c', filters: names.map((col) => ({ col, op: 'IN', val: [1] })) })
    expect([at('a')['groupbyRows'], at('a')['groupbyColumns']]).toEqual([['c'], ['b']])
    expect([at('b')['groupbyRows'], at('b')['groupbyColumns']]).toEqual([['a'], ['c']])
    expect([at('a', 'b')['groupbyRows'], at('a', 'b')['groupbyColumns']]).toEqual([['c'], []])
    expect(drillBy(form, { column: 'b', filters: [] })['groupbyColumns']).toEqual([])
  })
  it('raw rows are counted; a map becomes bars; links turn at the end that was pointed at', () => {
    const raw = drillBy({ viz_type: 'table', query_mode: 'raw', all_columns: ['a', 'b'], order_by_cols: ['["a",true]'] }, { column: 'c', filters: [] })
    expect(asked(raw)[0]).toMatchObject({ columns: ['c'], metrics: [{ label: 'COUNT(*)' }] })
    expect(drillBy({ viz_type: 'world_map', entity: 'land', metric: 'm' }, { column: 'c', filters: [] })).toMatchObject({
      viz_type: 'echarts_timeseries_bar',
      metrics: ['m'],
      x_axis: 'c',
    })
    const links = { viz_type: 'graph_chart', source: 's', target: 't' }
    expect(drillBy(links, { column: 'c', filters: [{ col: 't', op: 'IN', val: [1] }] })).toMatchObject({ source: 's', target: 'c' })
    expect(drillBy(links, { column: 'c', filters: [{ col: 's', op: 'IN', val: [1] }] })).toMatchObject({ source: 'c', target: 't' })
  })
  it('a type with the name of what every object has is no rule', () => {
    expect(drillBy({ viz_type: 'constructor' }, { column: 'c', filters: [] })['groupby']).toEqual(['c'])
  })
})

test('every example can be drilled into, its conditions included, without a throw', () => {
  for (const { vizType, formData } of gallery) {
    expect(() => conditionsOf({ viz_type: vizType, ...formData }, [KEPT])).not.toThrow()
    expect(() => drillBy({ ...formData, viz_type: vizType }, { column: 'c', filters: [KEPT] })).not.toThrow()
  }
})

describe('what stands behind a datum', () => {
  const theme = {
    dark: false,
    text: '#000',
    mutedText: '#555',
    line: '#ccc',
    background: '#fff',
    accent: '#00f',
    positive: '#0a0',
    negative: '#a00',
    fontFamily: 'sans-serif',
  }
  const modelOf = (formData: FormData, results: Parameters<ReturnType<typeof definitionFor>['transform']>[0]['results']) => {
    const model = definitionFor(formData.viz_type ?? '').transform({
      formData,
      results,
      dataset: { verboseMap: {}, columnFormats: {}, currencyFormats: {} },
      width: 600,
      height: 300,
      theme,
      colorOf: () => '#123456',
    })
    if (model.kind !== 'echarts') throw new Error(`a picture was expected, not ${model.kind}`)
    return model
  }
  const [january = 0, february = 0, march = 0] = months(3)
  const time = { temporal: ['day'] }
  const line = { viz_type: 'echarts_timeseries_line', x_axis: 'day', time_grain_sqla: 'P1M', metrics: ['count'] }

  it('a point of a line is its moment, cut as the axis is; the nearest one between two', () => {
    const model = modelOf(line, [
      result(
        ['day', 'count'],
        [
          [january, 1],
          [february, 2],
          [march, 3],
        ],
        time,
      ),
    ])
    const filters = [{ col: 'day', op: '==', val: february, grain: 'P1M' }]
    expect(model.behind?.({ seriesName: 'count', value: [february, 2] })).toMatchObject({ filters, by: filters })
    expect(model.behind?.({ value: [february + 86_400_000, 77] })?.filters).toEqual(filters)
    expect(model.behind?.({ value: [Number.NaN, 1] })).toBeUndefined()
    expect(model.behind?.({})).toBeUndefined()
    expect(model.steps).toHaveLength(3)
  })
  it('a point of a series is both; drilled by, the series alone', () => {
    const form = { ...line, groupby: ['size'] }
    const model = modelOf(form, [
      result(
        ['day', 'L', 'S'],
        [
          [january, 1, 5],
          [february, 2, 6],
        ],
        time,
      ),
    ])
    const series = { col: 'size', op: 'IN', val: ['S'] }
    expect(model.behind?.({ mark: 'S', seriesName: 'S', value: [january, 5] })).toMatchObject({
      filters: [{ col: 'day', op: '==', val: january, grain: 'P1M' }, series],
      by: [series],
    })
    expect(model.behind?.({ seriesName: 'S' })).toEqual({ label: 'S', filters: [series], by: [series] })
    expect(model.steps).toBeUndefined()
  })
  it('a category is its value, by its place too; lying bars are read from the other axis', () => {
    const form = { viz_type: 'echarts_timeseries_bar', x_axis: 'land', metrics: ['count'], orientation: 'horizontal' }
    const model = modelOf(form, [
      result(
        ['land', 'count'],
        [
          ['A', 1],
          [null, 2],
        ],
      ),
    ])
    expect(model.behind?.({ seriesName: 'count', value: [1, 'A'] })?.filters).toEqual([{ col: 'land', op: 'IN', val: ['A'] }])
    expect(model.behind?.({ value: [0.4, 1.2] })?.filters).toEqual([{ col: 'land', op: 'IS NULL' }])
    expect(model.behind?.({ value: [0.4, 9] })).toBeUndefined()
  })
  it('an axis that is an expression cut to a grain cannot be said; its series can', () => {
    const form = { ...line, x_axis: { label: 'day', sqlExpression: 'd + 1', expressionType: 'SQL' }, groupby: ['size'] }
    const model = modelOf(form, [result(['day', 'S'], [[january, 5]], time)])
    expect(model.behind?.({ seriesName: 'S', value: [january, 5] })?.filters).toEqual([{ col: 'size', op: 'IN', val: ['S'] }])
  })
  it('a part of a sunburst is its whole path', () => {
    const form = { viz_type: 'sunburst_v2', columns: ['a', 'b'], metric: 'm' }
    const model = modelOf(form, [
      result(
        ['a', 'b', 'm'],
        [
          ['x', 'y', 1],
          ['x', null, 2],
        ],
      ),
    ])
    const mark = Object.keys(model.selectable ?? {}).find((one) => one.includes('y'))
    expect(model.behind?.({ mark })).toMatchObject({
      label: 'x, y',
      filters: [
        { col: 'a', val: ['x'] },
        { col: 'b', val: ['y'] },
      ],
    })
    expect(model.behind?.({ mark: 'nothing' })).toBeUndefined()
  })
})
