import { type ChartDefinition, type ControlPanel, type FormData, panel, withDefaults } from '@coset/chart-kit'
import { definitionFor, definitions } from '@coset/charts'
import { describe, expect, it } from 'vitest'
import { suitedTypes } from '../../../shared/chart-types/order.ts'
import { chipsOf } from '../chart/chips.ts'
import { chartRequest } from '../chart/request.ts'
import { addField, fittingControl } from '../fields/place.ts'
import { column, plain, sales } from '../fixtures/dataset.ts'
import { chartBody } from '../save/body.ts'
import type { Field, Loaded } from '../types.ts'
import { begin } from './begin.ts'
import { chosenFields, isChanged, missingControls, setControl } from './controls.ts'
import { freshForm, timeFilterOf } from './start.ts'
import { switchType } from './switch-type.ts'

const make = (vizType: string, controls: ControlPanel): ChartDefinition => ({ ...definitionFor('not there'), vizType, controls })
const line = make('line', [{ group: 'Data', label: 'Query', controls: panel.timeSeriesQuery }])
const pie = make('pie', [{ group: 'Data', label: 'Query', controls: [panel.groupby, panel.metric, panel.adhocFilters, panel.rowLimit(100)] }])
const stored = make('stored', [
  {
    group: 'Data',
    label: 'Query',
    controls: [panel.field('columns', 'all_columns', 'Columns', { required: true }), panel.field('order_by', 'order_by_cols', 'Order'), panel.adhocFilters],
  },
])
const asMetric: Field = { kind: 'metric', metric: sales.metrics[0] ?? { metric_name: '', verbose_name: null, description: null, expression: '' } }
const asColumn = (name: string, type: number): Field => ({ kind: 'column', column: column(name, type) })
const loaded = (form: FormData, slice: Loaded['slice'] = null): Loaded => ({ dataset: sales, form_data: form, slice, message: null, metadata: null })
const known = (vizType: string): boolean => definitions.some((definition) => definition.vizType === vizType)

describe('form edits', () => {
  it('fill defaults only where nothing was chosen', () => {
    expect(withDefaults(line, { row_limit: null, truncate_metric: false })).toMatchObject({ row_limit: null, truncate_metric: false, order_desc: true })
  })
  it('remove with undefined and keep null', () => {
    expect(setControl({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
    expect(setControl({ a: 1 }, 'a', null)).toEqual({ a: null })
  })
  it('see a change in content, not in the order of keys or in absent values', () => {
    expect(isChanged({ a: 1, b: [1] }, { b: [1], a: 1 })).toBe(false)
    expect(isChanged({ a: null }, {})).toBe(false)
    expect(isChanged({ b: [1, 2] }, { b: [2, 1] })).toBe(true)
  })
  it('tell what is missing', () => {
    expect(missingControls(line, {}).map(({ key }) => key)).toEqual(['x_axis', 'metrics'])
    expect(missingControls(line, { x_axis: 'day', metrics: [] }).map(({ key }) => key)).toEqual(['metrics'])
    expect(missingControls(line, { x_axis: 'day', metrics: ['count'] })).toEqual([])
  })
  it('count the chosen fields', () => {
    expect(chosenFields(line, { x_axis: 'day', groupby: ['country'], metrics: ['count'] }, (one) => one === 'day')).toEqual({
      metrics: 1,
      dimensions: 2,
      temporal: true,
    })
  })
})

describe('a fresh chart', () => {
  it('starts over time with the first metric', () => {
    const form = freshForm(line, { viz_type: 'line', datasource: '15__table' }, sales)
    expect(form).toMatchObject({ x_axis: 'day', time_grain_sqla: 'P1D', metrics: ['count'] })
    expect(timeFilterOf(form)).toEqual({ index: 0, range: 'No filter', subject: 'day' })
    expect(missingControls(line, form)).toEqual([])
  })
  it('does not invent a time or a metric', () => {
    const form = freshForm(line, {}, plain)
    expect(form['x_axis']).toBeUndefined()
    expect(form['metrics']).toBeUndefined()
    expect(timeFilterOf(form)).toBeUndefined()
  })
})

describe('begin', () => {
  it('takes the type of the address, a line over time, or a table', () => {
    expect(begin(loaded({ datasource: '15__table', viz_type: 'table' }), 'pie', definitionFor, known).form.viz_type).toBe('pie')
    expect(begin(loaded({ datasource: '15__table', viz_type: 'table' }), null, definitionFor, known).form.viz_type).toBe('echarts_timeseries_line')
    expect(begin({ ...loaded({ viz_type: 'table' }), dataset: plain }, null, definitionFor, known).form.viz_type).toBe('table')
    const query = begin({ ...loaded({ viz_type: 'table' }), dataset: { ...sales, type: 'query', metrics: [] } }, null, definitionFor, known).form
    expect(query).toMatchObject({ viz_type: 'table', query_mode: 'raw', datasource: `${sales.id}__query` })
    expect(query['all_columns']).toEqual(sales.columns.map((one) => one.column_name))
  })
  it('tells kept settings from saved ones', () => {
    const slice = {
      slice_id: 4,
      uuid: 'u',
      slice_name: 'S',
      description: null,
      certified_by: null,
      certification_details: null,
      form_data: { viz_type: 'pie', metric: 'count' },
      owners: [],
      changed_on: '2026-01-01T00:00:00.000000',
      is_managed_externally: false,
    }
    const kept = begin(loaded({ viz_type: 'pie', metric: 'count', groupby: ['country'], datasource: '15__table' }, slice), null, definitionFor, known)
    expect(isChanged(kept.saved, kept.form)).toBe(true)
    const same = begin(loaded({ viz_type: 'pie', metric: 'count', datasource: '15__table', slice_id: 4 }, slice), null, definitionFor, known)
    expect(isChanged(same.saved, same.form)).toBe(false)
  })
  it('reads the time of old charts as their axis, without calling that a change', () => {
    const old = { viz_type: 'echarts_timeseries_bar', granularity_sqla: 'day', metrics: ['count'] }
    const slice = {
      slice_id: 4,
      uuid: 'u',
      slice_name: 'S',
      description: null,
      certified_by: null,
      certification_details: null,
      form_data: old,
      owners: [],
      changed_on: '2026-01-01T00:00:00.000000',
      is_managed_externally: false,
    }
    const { form, saved } = begin(loaded({ ...old, datasource: '15__table', slice_id: 4 }, slice), null, definitionFor, known)
    expect(form['x_axis']).toBe('day')
    expect(isChanged(saved, form)).toBe(false)
    expect(begin(loaded({ viz_type: 'pie', granularity_sqla: 'day', metric: 'count' }), null, definitionFor, known).form['x_axis']).toBeUndefined()
  })
  it('leaves a kept form without a chart as it is', () => {
    const { form } = begin(loaded({ viz_type: 'table', metrics: [], query_mode: 'raw', all_columns: ['day'] }), 'pie', definitionFor, known)
    expect(form).toMatchObject({ viz_type: 'table', all_columns: ['day'] })
  })
})

describe('switchType', () => {
  const filters = [{ expressionType: 'SQL', clause: 'WHERE', sqlExpression: 'a' }]
  it('moves metrics and dimensions to where they fit, keeps filters and foreign keys', () => {
    const form = switchType(
      line,
      pie,
      {
        viz_type: 'line',
        datasource: '15__table',
        slice_id: 3,
        x_axis: 'day',
        groupby: ['country'],
        metrics: ['count', 'other'],
        adhoc_filters: filters,
        contributionMode: 'row',
      },
      sales,
    )
    expect(form).toMatchObject({ viz_type: 'pie', datasource: '15__table', slice_id: 3, metric: 'count', groupby: ['country'], adhoc_filters: filters })
    expect(form).not.toHaveProperty('x_axis')
    expect(form).not.toHaveProperty('metrics')
    expect(form).not.toHaveProperty('contributionMode')
  })
  it('brings fields back', () => {
    const form = switchType(pie, line, { viz_type: 'pie', metric: 'count', groupby: ['country', 'day'] }, sales)
    expect(form).toMatchObject({ metrics: ['count'], x_axis: 'day', groupby: ['country'] })
    expect(missingControls(line, form)).toEqual([])
  })
  it('finds an axis: the main time, or the category where the chart likes categories', () => {
    const overTime = { ...line, suits: ({ temporal }: { readonly temporal: boolean }) => (temporal ? 1 : 0) }
    const before = { viz_type: 'pie', metric: 'count', groupby: ['country'] }
    expect(switchType(pie, overTime, before, sales)).toMatchObject({ x_axis: 'day', groupby: ['country'] })
    expect(switchType(pie, { ...line, suits: () => 1 }, before, sales)).toMatchObject({ x_axis: 'country', groupby: [] })
    expect(switchType(pie, overTime, before, plain)).toMatchObject({ x_axis: 'country', groupby: [] })
  })
  it('lends a metric of the dataset where none was chosen', () => {
    expect(switchType(stored, pie, { all_columns: ['country'] }, sales)).toMatchObject({ metric: 'count', groupby: ['country'] })
    expect(switchType(stored, pie, { all_columns: ['country'] }, plain)['metric']).toBeUndefined()
  })
  it('keeps the time in tables', () => {
    const table = { ...make('t', [{ group: 'Data', label: '', controls: [panel.groupby, panel.metrics] }]), category: 'Table' as const }
    expect(switchType(line, table, { x_axis: 'day', groupby: ['country'], metrics: ['count'] }, sales)).toMatchObject({
      groupby: ['day', 'country'],
      metrics: ['count'],
    })
  })
  it('hands columns to a list of columns', () => {
    expect(switchType(line, stored, { x_axis: 'day', groupby: ['country'], metrics: ['count'] }, sales)['all_columns']).toEqual(['day', 'country'])
  })
  it('does not put a field in two places', () => {
    const form = switchType(pie, line, { metric: 'count', groupby: ['country'] }, sales)
    expect([form['x_axis'], form['groupby']].flat().filter((one) => one === 'country')).toHaveLength(1)
  })
  it('takes fields from settings that no control shows, and leaves none of these behind', () => {
    const unknown = make('unknown', [{ group: 'Data', label: '', controls: [panel.adhocFilters] }])
    const form = switchType(unknown, pie, { series: 'country', size: 'count', order_by_cols: ['["a", true]'], url_params: { a: '1' } }, sales)
    expect(form).toMatchObject({ groupby: ['country'], metric: 'count', url_params: { a: '1' } })
    for (const key of ['series', 'size', 'order_by_cols']) expect(form).not.toHaveProperty(key)
  })
  it('drops choices that the other type does not have', () => {
    const a = make('a', [{ group: 'Look', label: '', controls: [panel.select('stack', 'Stack', null, panel.choices('Stack', 'Stream'))] }])
    const b = make('b', [{ group: 'Look', label: '', controls: [panel.select('stack', 'Stack', 'Stack', panel.choices('Stack'))] }])
    expect(switchType(a, b, { stack: 'Stream' }, sales)['stack']).toBe('Stack')
  })
  it('takes the new default where the old one was never changed', () => {
    expect(switchType(line, pie, { row_limit: 10_000 }, sales)['row_limit']).toBe(100)
    expect(switchType(line, pie, { row_limit: 50 }, sales)['row_limit']).toBe(50)
  })
  it('goes from every chart to every other and leaves queries that can be built', () => {
    for (const before of definitions) {
      const form = freshForm(before, { viz_type: before.vizType, datasource: '15__table' }, sales)
      for (const after of definitions) {
        const next = switchType(before, after, form, sales)
        expect(next.viz_type).toBe(after.vizType)
        expect(() => after.buildQueries(next)).not.toThrow()
      }
    }
  })
})

describe('placing fields', () => {
  it('fills what is needed first', () => {
    expect(fittingControl(line, {}, asMetric)?.key).toBe('metrics')
    expect(fittingControl(line, {}, asColumn('day', 2))?.key).toBe('x_axis')
    expect(fittingControl(line, { x_axis: 'day' }, asColumn('country', 1))?.key).toBe('groupby')
    expect(fittingControl(line, { x_axis: 'day' }, asColumn('amount', 0))?.key).toBe('metrics')
    expect(fittingControl(pie, { metric: 'count' }, asMetric)?.key).toBe('metric')
    expect(fittingControl(stored, {}, asColumn('amount', 0))?.key).toBe('all_columns')
    expect(fittingControl(stored, {}, asMetric)).toBeUndefined()
  })
  it('makes metrics of columns and refuses metrics among columns', () => {
    expect(addField(panel.metrics, ['count'], asColumn('amount', 0))).toMatchObject(['count', { label: 'SUM(amount)' }])
    expect(addField(panel.groupby, [], asMetric)).toBeUndefined()
    expect(addField(panel.groupby, [], asColumn('amount', 0))).toBeUndefined()
  })
  it('adds nothing twice', () => {
    const value = ['country']
    expect(addField(panel.groupby, value, asColumn('country', 1))).toBe(value)
    const metrics = addField(panel.metrics, null, asColumn('amount', 0))
    expect(addField(panel.metrics, metrics, asColumn('amount', 0))).toBe(metrics)
  })
  it('makes filters of the right kind, and orders as JSON text', () => {
    expect(addField(panel.adhocFilters, [], asColumn('day', 2))).toMatchObject([{ operator: 'TEMPORAL_RANGE' }])
    expect(addField(panel.adhocFilters, undefined, { kind: 'column', column: column('secret', 1, { filterable: false }) })).toBeUndefined()
    expect(addField(panel.field('order_by', 'order_by_cols', 'Order'), null, asColumn('a "b"', 1))).toEqual(['["a \\"b\\"", true]'])
  })
})

describe('requests and saving', () => {
  it('ask for what the definition builds', () => {
    const body = chartRequest(pie, { viz_type: 'pie', metric: 'count', groupby: ['country'] }, { id: 15, type: 'table' }, { force: true, result_format: 'csv' })
    expect(body).toMatchObject({
      datasource: { id: 15, type: 'table' },
      force: true,
      result_format: 'csv',
      result_type: 'full',
      queries: [{ metrics: ['count'], columns: ['country'] }],
    })
  })
  it('save without what belongs to a link', () => {
    const saved = chartBody({ name: 'N', definition: pie, formData: { metric: 'count', form_data_key: 'k', own_state: {}, slice_id: 3 }, datasetId: 15 })
    expect(JSON.parse(saved.params)).toEqual({ metric: 'count', viz_type: 'pie', datasource: '15__table' })
    expect(JSON.parse(saved.query_context)).toMatchObject({ datasource: { id: 15, type: 'table' }, force: false, result_type: 'full' })
    expect(saved).not.toHaveProperty('dashboards')
    const over = chartBody({ name: 'N', definition: pie, formData: {}, datasetId: 15, sliceId: 9, dashboards: [1, 2] })
    expect(JSON.parse(over.params)).toMatchObject({ slice_id: 9, dashboards: [1, 2] })
    expect(over.dashboards).toEqual([1, 2])
  })
})

describe('the query in a line', () => {
  it('says what, by, where, when and how much', () => {
    const form = freshForm(line, { groupby: ['country'], adhoc_filters: undefined }, sales)
    const chips = chipsOf(line, { ...form, timeseries_limit_metric: 'other' }, sales)
    expect(chips.map(({ what, text }) => `${what} ${text}`)).toEqual(['what COUNT(*)', 'by day, Country', 'when Day', 'limit 10,000'])
  })
  it('shortens long lists', () => {
    expect(chipsOf(stored, { all_columns: ['a', 'b', 'c', 'd', 'e'] }, sales)[0]?.text).toBe('a, b, c +2')
  })
})

describe('suiting types', () => {
  it('put the best first, bound the score and search names', () => {
    const odd = { ...pie, name: 'Odd', vizType: 'odd', suits: () => Number.NaN }
    const best = { ...pie, name: 'Best', vizType: 'best', suits: () => 7 }
    expect(suitedTypes([odd, best], { metrics: 1, dimensions: 0, temporal: false }).map(({ definition, score }) => [definition.vizType, score])).toEqual([
      ['best', 1],
      ['odd', 0],
    ])
    expect(suitedTypes([odd, best], { metrics: 1, dimensions: 0, temporal: false }, 'ODD')).toHaveLength(1)
  })
})
