import { expect, test } from 'vitest'
import { askedValues, bodyOf, keptFilters, startValues, withoutFilters } from '../model/values.ts'
import { addressOf } from './asked.ts'

const start = startValues({ id: 1, name: 'Ada', email: 'ada@example.org' }, 'UTC')
const chosen = { extraFormData: {}, filterState: { value: ['Paris', 'Rome'] } }

test('an address names a dashboard, a chart, or nothing', () => {
  expect(addressOf(new URLSearchParams('dashboard=3&permalink=k'))).toEqual({ subject: 'dashboard', id: 3, permalink: 'k' })
  expect(addressOf(new URLSearchParams('chart=7&permalink=k'))).toEqual({ subject: 'chart', id: 7, permalink: null })
  for (const text of ['', 'dashboard=x', 'chart=-1', 'chart=1.5']) expect(addressOf(new URLSearchParams(text))).toBeNull()
})

test('a report asked of a dashboard has its tab and its filters, which can be left out', () => {
  const values = askedValues(start, { subject: 'dashboard', id: 3, title: 'Sales', tabs: ['TAB-1', 'TAB-2'], dataMask: { a: chosen } })
  expect(keptFilters(values)).toEqual(['Paris, Rome'])
  expect(bodyOf('Report', values)).toMatchObject({
    name: 'Sales',
    dashboard: 3,
    chart: null,
    extra: { dashboard: { anchor: 'TAB-2', dataMask: { a: chosen } } },
  })
  const bare = { ...values, ...withoutFilters(values) }
  expect(keptFilters(bare)).toEqual([])
  expect(bodyOf('Report', bare).extra).toEqual({ dashboard: { anchor: 'TAB-2' } })
})

test('a report asked of a chart has the chart', () => {
  const values = askedValues(start, { subject: 'chart', id: 7, title: 'Pie', tabs: [], dataMask: {} })
  expect(bodyOf('Report', values)).toMatchObject({ name: 'Pie', dashboard: null, chart: 7, extra: {} })
})
