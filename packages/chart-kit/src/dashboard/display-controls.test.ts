import { describe, expect, it, test } from 'vitest'
import { controlsOn, groupByMask, takesGroupBy, underControls, withGroupBy } from './display-controls.ts'
import type { NativeFilter } from './filters.ts'
import { readLayout } from './layout.ts'

describe('a chart split by other columns', () => {
  test.each<[string, Record<string, unknown>, readonly string[], Record<string, unknown>]>([
    ['pie', { groupby: ['a'] }, ['x', 'y'], { groupby: ['x', 'y'] }],
    ['treemap_v2', {}, ['x', 'x'], { groupby: ['x'] }],
    ['echarts_timeseries_line', { x_axis: 'day', groupby: ['a'] }, ['day', 'x'], { x_axis: 'day', groupby: ['x'] }],
    ['echarts_area', { x_axis: { sqlExpression: 'day', expressionType: 'SQL', label: 'D' }, groupby: ['a'] }, ['day'], { groupby: ['a'] }],
    ['mixed_timeseries', { x_axis: 'day', groupby: [] }, ['x'], { groupby: ['x'] }],
    ['pivot_table_v2', { groupbyRows: ['r'], groupbyColumns: ['c'] }, ['r', 'x'], { groupbyRows: ['r'], groupbyColumns: ['x'] }],
    ['sunburst_v2', { columns: ['a', 'b'] }, ['x'], { columns: ['x'] }],
    ['word_cloud', { series: 'a' }, ['x', 'y'], { series: 'x' }],
    ['heatmap_v2', { x_axis: 'h', groupby: 'a' }, ['h', 'x', 'y'], { x_axis: 'h', groupby: 'x' }],
    ['heatmap_v2', { x_axis: 'h', groupby: ['a'] }, ['x', 'y'], { groupby: ['x'] }],
    ['waterfall', { x_axis: 'h', groupby: ['a'] }, ['x', 'y'], { groupby: ['x'] }],
    ['graph_chart', { source: 'a', target: 'b' }, ['x', 'y'], { source: 'x', target: 'y' }],
    ['graph_chart', { source: 'a', target: 'b' }, ['x'], { source: 'x', target: 'b' }],
    ['sankey_v2', { source: 'a', target: 'b' }, ['b'], { source: 'a', target: 'b' }],
    ['bubble_v2', { series: 'a', entity: 'b', x: 'm' }, ['x', 'y'], { series: 'x', entity: 'y' }],
    ['table', { groupby: ['a'], columns: ['x'] }, ['x'], { groupby: ['x'] }],
    ['big_number_total', { groupby: ['a'] }, ['x'], { groupby: ['a'] }],
    ['world_map', { entity: 'country' }, ['x'], { entity: 'country' }],
    ['cal_heatmap', {}, ['x'], {}],
    ['deck_scatter', { groupby: ['a'] }, ['x'], { groupby: ['a'] }],
  ])('%s %j by %j', (viz_type, form, columns, expected) => expect(withGroupBy({ viz_type, ...form }, columns)).toMatchObject({ viz_type, ...expected }))

  it('stays as it is when nothing is chosen', () => {
    const form = { viz_type: 'pie', groupby: ['a'] }
    expect(withGroupBy(form, [])).toBe(form)
    expect(['pie', 'big_number', 'deck_arc', 'chord', 'radar'].map(takesGroupBy)).toEqual([true, false, false, false, true])
  })
})

const layout = readLayout('', [1, 2])
const control = (id: string, filterType: string, more: Partial<NativeFilter> = {}): NativeFilter => ({
  id,
  type: 'CHART_CUSTOMIZATION',
  name: id,
  filterType: `chart_customization_${filterType}`,
  targets: [{ datasetId: 7 }],
  scope: { rootPath: ['ROOT_ID'], excluded: [2] },
  ...more,
})
const chosen = (...values: readonly unknown[]) => ({ extraFormData: {}, filterState: { value: values } })
const chart = { chartId: 1, datasetId: 7, timeColumns: new Set(['day', 'paid']) }

describe('display controls', () => {
  it('reach charts of their dataset in their scope', () => {
    const controls = [
      control('g', 'dynamic_groupby'),
      control('other', 'dynamic_groupby', { targets: [{ datasetId: 8 }] }),
      control('none', 'timegrain', { targets: [] }),
    ]
    expect(controlsOn(chart, controls, layout).map((one) => one.id)).toEqual(['g'])
    expect(controlsOn({ ...chart, chartId: 2 }, controls, layout)).toEqual([])
  })

  it('change dimensions, grain and time', () => {
    const controls = [control('g', 'dynamic_groupby'), control('t', 'timegrain'), control('c', 'timecolumn')]
    const form = { viz_type: 'echarts_timeseries_bar', x_axis: 'day', groupby: ['a'], time_grain_sqla: 'P1D', granularity_sqla: 'day' }
    expect(underControls(form, chart, controls, { g: chosen('x'), t: chosen('P1M'), c: chosen('paid') }, layout)).toEqual({
      viz_type: 'echarts_timeseries_bar',
      x_axis: 'paid',
      groupby: ['x'],
      time_grain_sqla: 'P1M',
      granularity_sqla: 'paid',
    })
    expect(underControls(form, chart, controls, { g: chosen(), t: { extraFormData: {}, filterState: {} } }, layout)).toEqual(form)
  })

  it('leave an axis that is no time, take no time that is none, and no nonsense', () => {
    const controls = [control('c', 'timecolumn'), control('g', 'dynamic_groupby'), control('d', 'deckgl_layer_visibility')]
    const form = { viz_type: 'pie', x_axis: 'kind' }
    expect(underControls(form, chart, controls, { c: chosen('paid') }, layout)).toEqual({ ...form, granularity_sqla: 'paid' })
    expect(underControls(form, chart, controls, { c: chosen('kind'), g: chosen(5, null, ''), d: chosen('x') }, layout)).toEqual(form)
  })

  it('say what is chosen by the names that people know', () => {
    expect(
      groupByMask([
        { name: 'a', label: 'Kind' },
        { name: 'b', label: 'b' },
      ]).filterState,
    ).toEqual({ value: ['a', 'b'], label: 'Kind, b' })
    expect(groupByMask([]).filterState).toEqual({ value: null })
  })
})
