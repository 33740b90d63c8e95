import { describe, expect, it } from 'vitest'
import {
  cascadeExtra,
  chartsInScope,
  defaultMasks,
  extraFormDataFor,
  mergeExtra,
  type NativeFilter,
  rangeMask,
  readFilters,
  selectMask,
  waitingFilters,
} from './filters.ts'
import { readLayout } from './layout.ts'

const layout = readLayout(
  JSON.stringify({
    ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['TABS-1'] },
    'TABS-1': { type: 'TABS', children: ['TAB-1', 'TAB-2'] },
    'TAB-1': { type: 'TAB', children: ['ROW-1'] },
    'TAB-2': { type: 'TAB', children: ['ROW-2'] },
    'ROW-1': { type: 'ROW', children: ['C-1', 'C-2'] },
    'ROW-2': { type: 'ROW', children: ['C-3'] },
    'C-1': { type: 'CHART', meta: { chartId: 1 } },
    'C-2': { type: 'CHART', meta: { chartId: 2 } },
    'C-3': { type: 'CHART', meta: { chartId: 3 } },
  }),
  [1, 2, 3],
)
const filter = (more: Partial<NativeFilter>): NativeFilter => ({
  id: 'NATIVE_FILTER-a',
  type: 'NATIVE_FILTER',
  name: 'a',
  filterType: 'filter_select',
  targets: [{ datasetId: 1, column: { name: 'region' } }],
  ...more,
})

describe('native filters', () => {
  it('works on the charts below its roots, but for the excluded ones', () => {
    expect([...chartsInScope(filter({ scope: { rootPath: ['ROOT_ID'], excluded: [2] } }), layout)]).toEqual([1, 3])
    expect([...chartsInScope(filter({ scope: { rootPath: ['TAB-2'], excluded: [] } }), layout)]).toEqual([3])
    expect([...chartsInScope(filter({}), layout)]).toEqual([1, 2, 3])
  })

  it('joins lists and lets later single values win', () => {
    expect(
      mergeExtra([
        { filters: [{ col: 'a', op: 'IN', val: [1] }], time_range: 'x' },
        { filters: [{ col: 'b', op: '==', val: 2 }], time_range: 'y' },
      ]),
    ).toEqual({
      filters: [
        { col: 'a', op: 'IN', val: [1] },
        { col: 'b', op: '==', val: 2 },
      ],
      time_range: 'y',
    })
  })

  it('sends a selection as IN, its inverse as NOT IN, nothing when empty, and nothing at all when required and empty', () => {
    expect(selectMask(filter({}), ['EU', null]).extraFormData).toEqual({ filters: [{ col: 'region', op: 'IN', val: ['EU', null] }] })
    expect(selectMask(filter({ controlValues: { inverseSelection: true } }), ['EU']).extraFormData.filters?.[0]?.op).toBe('NOT IN')
    expect(selectMask(filter({}), []).extraFormData).toEqual({})
    expect(selectMask(filter({ controlValues: { enableEmptyFilter: true } }), []).extraFormData.adhoc_filters).toHaveLength(1)
  })

  it('leaves bounds at the edge of the data out', () => {
    const edges = { min: 0, max: 10 }
    expect(rangeMask(filter({}), 0, 10, edges).extraFormData).toEqual({})
    expect(rangeMask(filter({}), 2, 10, edges).extraFormData.filters).toEqual([{ col: 'region', op: '>=', val: 2 }])
    expect(rangeMask(filter({}), 4, 4, edges).extraFormData.filters).toEqual([{ col: 'region', op: '==', val: 4 }])
  })

  it('gives a chart the filters of its scope and the selections of others over its own columns', () => {
    const scoped = filter({ scope: { rootPath: ['TAB-1'], excluded: [] } })
    const masks = {
      'NATIVE_FILTER-a': selectMask(scoped, ['EU']),
      '2': {
        extraFormData: {
          filters: [
            { col: 'kind', op: 'IN', val: ['x'] },
            { col: 'unknown', op: 'IN', val: [1] },
          ],
        },
        filterState: {},
      },
    }
    expect(extraFormDataFor(1, new Set(['kind', 'region']), [scoped], masks, layout).filters?.map((f) => f.col)).toEqual(['region', 'kind'])
    expect(extraFormDataFor(2, new Set(['kind', 'region']), [scoped], masks, layout).filters?.map((f) => f.col)).toEqual(['region'])
    expect(extraFormDataFor(3, new Set(), [scoped], masks, layout)).toEqual({})
  })

  it('makes charts wait for a required filter', () => {
    const required = filter({ controlValues: { enableEmptyFilter: true } })
    expect(waitingFilters(1, [required], {}, layout)).toHaveLength(1)
    expect(waitingFilters(1, [required], { 'NATIVE_FILTER-a': selectMask(required, ['EU']) }, layout)).toHaveLength(0)
  })

  it('reads defaults and cascades, and survives nonsense', () => {
    expect(readFilters({ native_filter_configuration: [null, 1, { id: 'x' }, { id: 'd', type: 'DIVIDER', filterType: 'x' }] })).toEqual([])
    const parent = filter({ id: 'p', defaultDataMask: { extraFormData: { time_range: 'Last week' } } })
    const masks = defaultMasks([parent])
    expect(cascadeExtra(filter({ cascadeParentIds: ['p', 'gone'] }), masks)).toEqual({ time_range: 'Last week' })
  })
})
