import { describe, expect, it } from 'vitest'
import { type ConfigItem, isDivider, readItems } from './config-items.ts'
import {
  addItem,
  changeDivider,
  changedMeanwhile,
  changeFilter,
  changesBetween,
  draftOf,
  isUnchanged,
  keptItems,
  moveInConfig,
  newControl,
  newDivider,
  newFilter,
  removeFromConfig,
  restoreToConfig,
  withColumn,
  withDataset,
  withSetting,
  withType,
} from './filter-config.ts'
import type { NativeFilter } from './filters.ts'
import { readLayout } from './layout.ts'
import { masksAfter, withoutStrangers } from './masks-after.ts'

const layout = readLayout('', [1, 2, 3])
const filter = (id: string, more: Partial<NativeFilter> = {}): NativeFilter => ({
  id,
  type: 'NATIVE_FILTER',
  name: id,
  filterType: 'filter_select',
  targets: [{ datasetId: 1, column: { name: 'region' } }],
  ...more,
})
const divider: ConfigItem = { id: 'd', type: 'DIVIDER', title: 'Where', description: '' }
const ids = (items: readonly ConfigItem[]) => items.map((item) => item.id)

describe('reading', () => {
  it('keeps filters and dividers in their order and leaves nonsense out', () => {
    const raw = [null, 1, filter('a'), { id: 'd', type: 'DIVIDER', title: 'Where' }, { id: 'x' }, { type: 'DIVIDER' }, { ...filter('b'), mine: 1 }]
    const items = readItems(raw)
    expect(ids(items)).toEqual(['a', 'd', 'b'])
    expect(items.map(isDivider)).toEqual([false, true, false])
    expect(items[2]).toHaveProperty('mine', 1)
    expect(readItems({})).toEqual([])
  })

  it('survives a divider whose words are none', () => {
    expect(readItems([{ id: 'd', type: 'CHART_CUSTOMIZATION_DIVIDER', title: 5, description: null }])).toEqual([
      { id: 'd', type: 'CHART_CUSTOMIZATION_DIVIDER', title: '', description: '' },
    ])
  })
})

describe('working on it', () => {
  it('makes filters and dividers of their own ids', () => {
    expect(newFilter().id).toMatch(/^NATIVE_FILTER-[\w-]{16}$/)
    expect(newFilter().id).not.toBe(newFilter().id)
    expect(newDivider().id).toMatch(/^NATIVE_FILTER_DIVIDER-/)
    expect(newDivider('controls')).toMatchObject({ id: expect.stringMatching(/^CHART_CUSTOMIZATION_DIVIDER-/), type: 'CHART_CUSTOMIZATION_DIVIDER' })
    expect(newControl()).toMatchObject({
      id: expect.stringMatching(/^CHART_CUSTOMIZATION-/),
      type: 'CHART_CUSTOMIZATION',
      controlValues: { canSelectMultiple: true },
    })
  })

  it('changes one item and no other; a divider never as a filter', () => {
    const draft = draftOf([filter('a'), divider])
    const named = changeFilter(draft, 'a', (one) => ({ ...one, name: 'A' }))
    expect(named.items[0]).toHaveProperty('name', 'A')
    expect(named.items[1]).toBe(divider)
    expect(changeFilter(draft, 'd', () => filter('z')).items[1]).toBe(divider)
    expect(changeDivider(draft, 'd', (one) => ({ ...one, title: 'When' })).items[1]).toHaveProperty('title', 'When')
  })

  it('removes, brings back, and frees those that depended on what is gone', () => {
    const draft = draftOf([filter('a'), filter('b', { cascadeParentIds: ['a', 'c'] }), filter('c')])
    const without = removeFromConfig(draft, 'a')
    expect(keptItems(without)).toEqual([filter('b', { cascadeParentIds: ['c'] }), filter('c')])
    expect(keptItems(restoreToConfig(without, 'a'))).toEqual(draft.items)
  })

  it.each([
    ['a', 1, ['b', 'a', 'c']],
    ['a', 9, ['b', 'c', 'a']],
    ['c', -4, ['c', 'a', 'b']],
    ['b', 1, ['a', 'b', 'c']],
    ['gone', 0, ['a', 'b', 'c']],
  ])('moves %s to %d', (id, to, expected) => {
    expect(ids(moveInConfig(draftOf([filter('a'), filter('b'), filter('c')]), id, to).items)).toEqual(expected)
  })

  it('drops what spoke of another type, dataset or column, and keeps that it is required', () => {
    const rich = filter('a', {
      controlValues: { enableEmptyFilter: true, multiSelect: false },
      sortMetric: 'sum',
      time_range: 'Last week',
      defaultDataMask: { filterState: { value: ['x'] } },
    })
    const range = withType(rich, 'filter_range')
    expect(range).toMatchObject({ targets: [{ datasetId: 1 }], controlValues: { enableEmptyFilter: true } })
    expect(range.controlValues).not.toHaveProperty('multiSelect')
    expect([range.sortMetric, range.time_range, range.defaultDataMask?.filterState]).toEqual([undefined, undefined, {}])
    expect(withType(rich, 'filter_time').targets).toEqual([{}])
    expect(withDataset(rich, 1)).toBe(rich)
    expect(withDataset(rich, 2)).toMatchObject({ targets: [{ datasetId: 2 }], controlValues: { multiSelect: false } })
    expect(withColumn(rich, 'kind')).toMatchObject({ targets: [{ datasetId: 1, column: { name: 'kind' } }], defaultDataMask: { filterState: {} } })
    expect(withSetting(rich, 'multiSelect', true).controlValues).toEqual({ enableEmptyFilter: true, multiSelect: true })
  })
})

describe('what is sent', () => {
  const before = [filter('a'), divider, filter('b')]

  it('is nothing when nothing changed, in whatever order members stand', () => {
    const turned = Object.fromEntries(Object.entries(filter('a')).reverse()) as unknown as NativeFilter
    expect(isUnchanged(changesBetween(before, [turned, divider, filter('b')], layout))).toBe(true)
  })

  it('holds what changed, with charts and tabs in scope; and what is gone', () => {
    const changed = filter('a', { name: 'A', scope: { rootPath: ['ROOT_ID'], excluded: [2] } })
    expect(changesBetween(before, [changed, divider], layout)).toEqual({
      modified: [{ ...changed, chartsInScope: [1, 3], tabsInScope: [] }],
      deleted: ['b'],
      reordered: [],
    })
  })

  it('names the order only when it is another one than the server would make', () => {
    expect(changesBetween(before, [...before, filter('c')], layout).reordered).toEqual([])
    expect(changesBetween(before, [filter('c'), ...before], layout).reordered).toEqual(['c', 'a', 'd', 'b'])
    expect(changesBetween(before, [filter('b'), divider, filter('a')], layout)).toEqual({ modified: [], deleted: [], reordered: ['b', 'd', 'a'] })
  })

  it('can be added to an empty list', () => {
    expect(changesBetween([], addItem(draftOf([]), divider).items, layout)).toEqual({ modified: [divider], deleted: [], reordered: [] })
  })
})

describe('what others saved meanwhile', () => {
  const before = [filter('a'), filter('b')]
  const mine = changesBetween(before, [filter('a', { name: 'Mine' })], layout)

  it('is told of what one changes or removes, and of nothing else', () => {
    const theirs = filter('a', { name: 'Theirs' })
    expect(changedMeanwhile(before, before, mine).size).toBe(0)
    expect([...changedMeanwhile(before, [theirs, filter('b'), filter('new')], mine)]).toEqual([['a', theirs]])
    expect([...changedMeanwhile(before, [filter('a'), filter('b', { name: 'Theirs' })], mine).keys()]).toEqual(['b'])
    expect(changedMeanwhile(before, [theirs], changesBetween(before, [filter('a'), filter('b', { name: 'Mine' })], layout))).toEqual(new Map([['b', null]]))
  })

  it('is nothing when both removed the same', () => {
    expect(changedMeanwhile(before, [filter('a')], changesBetween(before, [filter('a')], layout)).size).toBe(0)
  })

  it('is told once, and again when it changed again', () => {
    const theirs = filter('a', { name: 'Theirs' })
    const told = changedMeanwhile(before, [theirs, filter('b')], mine)
    expect(changedMeanwhile(before, [theirs, filter('b')], mine, told).size).toBe(0)
    expect(changedMeanwhile(before, [filter('a', { name: 'Later' }), filter('b')], mine, told).size).toBe(1)
    expect(changedMeanwhile(before, [filter('b')], mine, told)).toEqual(new Map([['a', null]]))
  })
})

describe('a state that was kept', () => {
  it('loses what belongs to filters and controls that are gone, and nothing else', () => {
    const mask = { extraFormData: {}, filterState: { value: ['x'] } }
    const kept = { 'NATIVE_FILTER-a': mask, 'NATIVE_FILTER-b': mask, 'CHART_CUSTOMIZATION-c': mask, '7': mask }
    expect(Object.keys(withoutStrangers(kept, [filter('NATIVE_FILTER-a')])).sort()).toEqual(['7', 'NATIVE_FILTER-a'])
  })
})

describe('masks after a change of the filters', () => {
  const chosen = { extraFormData: {}, filterState: { value: ['x'] } }
  const begin = { extraFormData: { time_range: 'Last week' }, filterState: { value: 'Last week' } }

  it('are the same object when nothing that they stand for changed', () => {
    const masks = { a: chosen, '7': chosen }
    expect(masksAfter(masks, [filter('a')], [filter('a', { name: 'Other', description: 'x' })])).toBe(masks)
  })

  it('begin for new filters, vanish for removed ones, and start again where another column is asked', () => {
    const before = [filter('a'), filter('b'), filter('c')]
    const after = [filter('a'), withColumn(filter('b'), 'kind'), filter('n', { defaultDataMask: begin })]
    expect(masksAfter({ a: chosen, b: chosen, c: chosen, '7': chosen }, before, after)).toEqual({
      a: chosen,
      b: { extraFormData: {}, filterState: {} },
      n: begin,
      '7': chosen,
    })
  })
})
