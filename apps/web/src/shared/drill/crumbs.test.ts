import { expect, test } from 'vitest'
import { crumbsOf, formAfter, type Step } from './crumbs.ts'

const pie = { viz_type: 'pie', groupby: ['size'], metric: 'count' }
const step = (column: string, col: string, value: string): Step => ({ column, filters: [{ col, op: 'IN', val: [value] }], label: value })
const upper = (column: string): string => column.toUpperCase()

test('each level tells what was kept of it', () => {
  expect(crumbsOf(pie, [], upper)).toEqual(['SIZE'])
  expect(crumbsOf(pie, [step('species', 'size', 'Large'), step('state', 'species', 'Gull')], upper)).toEqual(['SIZE (Large)', 'SPECIES (Gull)', 'STATE'])
  expect(crumbsOf(pie, [{ column: 'state', filters: [], label: '' }], upper)).toEqual(['SIZE', 'STATE'])
})

test('a level names what was kept of it, not all that it is grouped by', () => {
  const bars = { viz_type: 'echarts_timeseries_bar', x_axis: 'day', groupby: ['size'] }
  expect(crumbsOf(bars, [step('species', 'size', 'Large')], upper)).toEqual(['SIZE (Large)', 'SPECIES'])
  expect(crumbsOf(bars, [{ column: 'species', filters: [], label: '' }], upper)).toEqual(['DAY, SIZE', 'SPECIES'])
})

test('a chart without dimensions has an empty first level, for the page to name', () => {
  expect(crumbsOf({ viz_type: 'big_number_total' }, [{ column: 'state', filters: [], label: '' }], upper)).toEqual(['', 'STATE'])
})

test('the chart after two steps is grouped by the last and keeps both', () => {
  expect(formAfter(pie, [step('species', 'size', 'Large'), step('state', 'species', 'Gull')])).toMatchObject({
    groupby: ['state'],
    extra_form_data: {
      filters: [
        { col: 'size', val: ['Large'] },
        { col: 'species', val: ['Gull'] },
      ],
    },
  })
  expect(formAfter(pie, [])).toBe(pie)
})
