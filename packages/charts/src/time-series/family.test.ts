import { createColorScale, type FormData, LIGHT_THEME, NO_HINTS, type QueryResult } from '@coset/chart-kit'
import { describe, expect, it } from 'vitest'
import { months, result } from '../gallery-entry.ts'
import { definitionFor } from '../index.ts'
import { inOrder, stacked, streamBaseline } from './arrange.ts'
import { compileFormula } from './formula.ts'
import { toFrame } from './frame.ts'
import { rawOptionOf } from './raw-option.ts'

const base: FormData = { x_axis: 'month', metrics: ['sales'], groupby: ['region'], truncate_metric: true, time_grain_sqla: 'P1M' }
const data = result(
  ['month', 'A', 'B'],
  months(3).map((time, index) => [time, index + 1, index === 1 ? null : 10 * (index + 1)]),
  { temporal: ['month'], labels: { A: ['A'], B: ['<NULL>'] } },
)

function drawn(
  vizType: string,
  formData: FormData,
  results: readonly QueryResult[] = [data],
): { option: Record<string, unknown>; selectable: Record<string, unknown> } {
  const model = definitionFor(vizType).transform({
    formData,
    results,
    dataset: NO_HINTS,
    width: 600,
    height: 400,
    theme: LIGHT_THEME,
    colorOf: createColorScale(),
  })
  if (model.kind !== 'echarts') throw new Error(`${model.kind}: ${model.summary}`)
  return { option: model.option as Record<string, unknown>, selectable: model.selectable ?? {} }
}

const seriesOf = (option: Record<string, unknown>): { name: string; data: { value: unknown[] }[] }[] => option['series'] as never

describe('queries', () => {
  it('compares, renames and sorts', () => {
    const [query] = definitionFor('echarts_timeseries_line').buildQueries({
      ...base,
      time_compare: ['1 year ago'],
      comparison_type: 'difference',
      groupby: [],
      contributionMode: 'row',
      x_axis_sort: 'sales',
      x_axis_sort_asc: false,
    })
    expect(query?.time_offsets).toEqual(['1 year ago'])
    expect(query?.post_processing?.map((rule) => rule?.operation)).toEqual(['pivot', 'compare', 'rename', 'contribution', 'sort', 'flatten'])
    expect(query?.post_processing?.[1]?.options).toEqual({
      source_columns: ['sales'],
      compare_columns: ['sales__1 year ago'],
      compare_type: 'difference',
      drop_original_columns: true,
    })
    expect(query?.post_processing?.[2]?.options).toMatchObject({ columns: { 'difference__sales__sales__1 year ago': '1 year ago' } })
  })
  it('rolls, sums up and resamples', () => {
    const operations = (more: FormData): unknown =>
      definitionFor('echarts_timeseries_line')
        .buildQueries({ ...base, ...more })[0]
        ?.post_processing?.find((rule) => rule?.operation !== 'pivot')
    expect(operations({ rolling_type: 'mean', rolling_periods: '7', min_periods: 0 })).toMatchObject({
      operation: 'rolling',
      options: { window: 7, min_periods: 0, rolling_type: 'mean' },
    })
    expect(operations({ rolling_type: 'cumsum' })).toMatchObject({ operation: 'cum', options: { operator: 'sum' } })
    expect(operations({ resample_rule: '1D', resample_method: 'zerofill' })).toMatchObject({
      operation: 'resample',
      options: { method: 'asfreq', fill_value: 0, rule: '1D' },
    })
  })
  it('asks twice for the mixed chart', () => {
    const [a, b] = definitionFor('mixed_timeseries').buildQueries({
      x_axis: 'ds',
      metrics: ['m'],
      metrics_b: ['n'],
      groupby: ['g'],
      groupby_b: [],
      row_limit: 10,
      row_limit_b: 20,
      adhoc_filters_b: [{ expressionType: 'SQL', clause: 'WHERE', sqlExpression: 'x > 1 -- y' }],
    })
    expect([a?.metrics, b?.metrics, a?.row_limit, b?.row_limit, a?.series_columns, b?.series_columns]).toEqual([['m'], ['n'], 10, 20, ['g'], []])
    expect(b?.extras?.['where']).toBe('(x > 1 -- y\n)')
    expect(a?.orderby).toEqual([['m', false]])
  })
})

describe('pictures', () => {
  it('selects groups, nulls included', () => {
    expect(drawn('echarts_timeseries_bar', base).selectable).toEqual({
      A: [{ col: 'region', op: 'IN', val: ['A'] }],
      '<NULL>': [{ col: 'region', op: 'IS NULL' }],
    })
  })
  it('selects categories where there are no groups', () => {
    const { selectable } = drawn('echarts_timeseries_bar', { x_axis: 'kind', metrics: ['n'] }, [
      result(
        ['kind', 'n'],
        [
          ['x', 1],
          [null, 2],
        ],
      ),
    ])
    expect(selectable).toEqual({ x: [{ col: 'kind', op: 'IN', val: ['x'] }], '(null)': [{ col: 'kind', op: 'IS NULL' }] })
  })
  it('leaves gaps in lines and fills them in stacks', () => {
    expect(seriesOf(drawn('echarts_timeseries_line', base).option)[0]?.data[1]?.value[1]).toBeNull()
    expect(seriesOf(drawn('echarts_area', { ...base, stack: 'Stack' }).option)[0]?.data[1]?.value[1]).toBe(0)
  })
  it('starts a logarithm at the power of ten below', () => {
    const { option } = drawn('echarts_timeseries_line', { ...base, logAxis: true }, [
      result(
        ['month', 'A'],
        months(3).map((time, index) => [time, index * 30]),
        { temporal: ['month'] },
      ),
    ])
    expect(option['yAxis']).toMatchObject({ type: 'log', min: 10 })
  })
  it('turns bars round', () => {
    const { option } = drawn('echarts_timeseries_bar', { x_axis: 'kind', metrics: ['n'], orientation: 'horizontal' }, [result(['kind', 'n'], [['x', 1]])])
    expect(option['xAxis']).toMatchObject({ type: 'value' })
    expect(option['yAxis']).toMatchObject({ type: 'category', data: ['x'] })
  })
  it('keeps markup out of the tip', () => {
    expect(drawn('echarts_timeseries_bar', base).option['tooltip']).toMatchObject({ renderMode: 'richText' })
  })
  it('draws annotations', () => {
    const layers = [
      { name: 'f', annotationType: 'FORMULA', value: '2x + 1', show: true },
      { name: 'e', annotationType: 'EVENT', show: true, timeColumn: 'at', titleColumn: 'what' },
      { name: 'bad', annotationType: 'FORMULA', value: 'alert(1)', show: true },
      { name: 'off', annotationType: 'FORMULA', value: 'x', show: false },
    ]
    const annotated = { ...data, annotation_data: { e: { records: [{ at: '2024-02-01', what: '<b>x</b>' }] } } }
    const names = seriesOf(drawn('echarts_timeseries_line', { ...base, annotation_layers: layers }, [annotated]).option).map((one) => one.name)
    expect(names).toEqual(['<NULL>', 'A', 'f', 'e'])
  })
})

describe('arranging', () => {
  const frame = toFrame(base, NO_HINTS, data, { bars: false, stacked: false })
  const series = frame?.series ?? []
  it('orders series', () => {
    expect(inOrder({ sort_series_type: 'name', sort_series_ascending: true }, series).map((one) => one.key)).toEqual(['B', 'A'])
    expect(inOrder({}, series).map((one) => one.key)).toEqual(['B', 'A'])
    expect(inOrder({ sort_series_type: 'min', sort_series_ascending: true }, series).map((one) => one.key)).toEqual(['A', 'B'])
  })
  it('expands to one', () => {
    const shares = stacked(series, 'Expand')
    for (let at = 0; at < 3; at += 1) expect(shares.reduce((sum, one) => sum + (one.values[at] ?? 0), 0)).toBeCloseTo(1)
  })
  it('streams around zero', () => expect(streamBaseline(stacked(series, 'Stream'))[0]).toBe(-5.5))
  it('tells columns apart that read the same', () => {
    const twins = result(['month', 'a', 'b'], [[0, 1, 2]], { temporal: ['month'], labels: { a: ['X'], b: ['X'] } })
    expect(toFrame(base, NO_HINTS, twins, { bars: false, stacked: false })?.series.map((one) => one.name)).toEqual(['X', 'X (2)'])
  })
})

describe('formulas', () => {
  const at3 = (text: string): number | undefined => compileFormula(text)?.(3)
  it('computes', () => {
    expect(at3('2x+5')).toBe(11)
    expect(at3('y = -x^2')).toBe(-9)
    expect(at3('2^3^2')).toBe(512)
    expect(at3('2(x+1)/4 - -1')).toBe(3)
    expect(at3('sqrt(x*x) + abs(-2)')).toBe(5)
    expect(at3('10 % 4')).toBe(2)
  })
  it('refuses everything else', () => {
    for (const text of ['', 'alert(1)', 'x.y', 'constructor', '2 +', '(x', 'x)', '1;2', '`x`', 'x'.repeat(2000)])
      expect(compileFormula(text), text).toBeUndefined()
  })
})

describe('raw options', () => {
  const option = { xAxis: { type: 'time' as const }, series: [{ type: 'line' as const, name: 'a' }] }
  const laid = (text: string): Record<string, unknown> => rawOptionOf({ echart_options: text }, option) as Record<string, unknown>
  it('reads object literals', () =>
    expect(laid("{xAxis: {splitLine: {show: true,},}, title: {text: 'it\\'s'}}")).toMatchObject({
      xAxis: { type: 'time', splitLine: { show: true } },
      title: { text: "it's" },
    }))
  it('changes nothing when it cannot read', () => {
    for (const text of ['{', '(() => 1)()', 'null', '[1]', '{a: alert(1)}']) expect(laid(text)).toEqual(option)
  })
  it('refuses markup and prototypes', () => {
    const result = laid(
      '{"tooltip": {"renderMode": "html", "formatter": "<img>"}, "__proto__": {"x": 1}, "title": {"link": "javascript:alert(1)"}, "series": {"symbol": "image://http://x/y.png"}}',
    )
    expect(JSON.stringify(result)).not.toMatch(/html|<img>|javascript|image:/)
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
})
