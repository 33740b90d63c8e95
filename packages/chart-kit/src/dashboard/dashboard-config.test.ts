import { expect, it } from 'vitest'
import { readDashboardConfig } from './dashboard-config.ts'

const METADATA = {
  native_filter_configuration: [
    { id: 'a', type: 'NATIVE_FILTER', filterType: 'filter_time' },
    { id: 'd', type: 'DIVIDER', title: 'x' },
  ],
  chart_customization_config: [
    { id: 'g', type: 'CHART_CUSTOMIZATION', filterType: 'chart_customization_dynamic_groupby' },
    { id: 'e', type: 'CHART_CUSTOMIZATION_DIVIDER', title: 'y' },
    { id: 't', type: 'CHART_CUSTOMIZATION', filterType: 'chart_customization_timegrain' },
  ],
}
const ids = (items: readonly { readonly id: string }[]) => items.map((item) => item.id)

it('reads filters and display controls, with and without the dividers between them', () => {
  const config = readDashboardConfig(METADATA)
  expect([config.items, config.filters, config.controlItems, config.controls, config.chosenFor].map(ids)).toEqual([
    ['a', 'd'],
    ['a'],
    ['g', 'e', 't'],
    ['g', 't'],
    ['a', 'g', 't'],
  ])
})

it('leaves out what exchanges dimensions where that is not allowed', () => {
  const config = readDashboardConfig(METADATA, false)
  expect([ids(config.controlItems), ids(config.chosenFor)]).toEqual([
    ['e', 't'],
    ['a', 't'],
  ])
})

it('survives metadata of nothing', () => {
  expect(readDashboardConfig({ native_filter_configuration: null, chart_customization_config: 'x' })).toMatchObject({ items: [], controls: [], chosenFor: [] })
})
