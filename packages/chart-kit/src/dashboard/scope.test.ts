import { describe, expect, it, test } from 'vitest'
import { EVERYTHING, readCrossScopes } from './cross-scope.ts'
import { chartsInScope, crossFiltered, extraFormDataFor } from './filters.ts'
import { readLayout } from './layout.ts'
import { chartsOfNodes, scopeOf, scopeTree, tabsInScope } from './scope.ts'

const chart = (id: number) => ({ type: 'CHART', meta: { chartId: id } })
const layout = readLayout(
  JSON.stringify({
    ROOT_ID: { type: 'ROOT', children: ['TABS-1'] },
    'TABS-1': { type: 'TABS', children: ['TAB-1', 'TAB-2', 'TAB-3'] },
    'TAB-1': { type: 'TAB', children: ['ROW-1', 'TABS-2'], meta: { text: 'One' } },
    'TAB-2': { type: 'TAB', children: ['ROW-2'], meta: { defaultText: 'Two' } },
    'TAB-3': { type: 'TAB', children: [] },
    'TABS-2': { type: 'TABS', children: ['TAB-4', 'TAB-5'] },
    'TAB-4': { type: 'TAB', children: ['C-3'] },
    'TAB-5': { type: 'TAB', children: ['C-4', 'TAB-1'] },
    'ROW-1': { type: 'ROW', children: ['C-1', 'C-2'] },
    'ROW-2': { type: 'ROW', children: ['C-5', 'C-6'] },
    'C-1': chart(1),
    'C-2': chart(2),
    'C-3': chart(3),
    'C-4': chart(4),
    'C-5': chart(5),
    'C-6': chart(6),
  }),
  [1, 2, 3, 4, 5, 6],
)

it('shows tabs and charts, and survives a tab that holds itself', () => {
  const [one, two, three] = scopeTree(layout)
  expect([one, two, three].map((node) => (node?.kind === 'tab' ? node.text : node?.kind))).toEqual(['One', 'Two', ''])
  expect(chartsOfNodes(scopeTree(layout))).toEqual([1, 2, 3, 4, 5, 6])
})

describe('a scope of chosen charts', () => {
  test.each<[string, readonly number[], readonly string[], readonly number[]]>([
    ['all', [1, 2, 3, 4, 5, 6], ['ROOT_ID'], []],
    ['all but one', [1, 2, 3, 4, 6], ['ROOT_ID'], [5]],
    ['none', [], [], []],
    ['one tab', [5, 6], ['TAB-2'], []],
    ['a part of one tab', [6], ['TAB-2'], [5]],
    ['a tab inside a tab', [4], ['TAB-5'], []],
    ['a chart beside tabs, none of the tabs', [1], ['TAB-1'], [2, 3, 4]],
  ])('%s', (_, wanted, rootPath, excluded) => {
    const scope = scopeOf(layout, new Set(wanted))
    expect(scope).toEqual({ rootPath, excluded })
    expect([...chartsInScope({ scope }, layout)].sort()).toEqual(wanted)
  })

  it('gives back exactly the charts, whichever are chosen', () => {
    for (let bits = 0; bits < 64; bits += 1) {
      const wanted = [1, 2, 3, 4, 5, 6].filter((id) => (bits >> (id - 1)) & 1)
      expect([...chartsInScope({ scope: scopeOf(layout, new Set(wanted)) }, layout)].sort()).toEqual(wanted)
    }
  })

  it('names the tabs that hold one of them', () => {
    expect(tabsInScope({ scope: { rootPath: ['ROOT_ID'], excluded: [5, 6, 4] } }, layout)).toEqual(['TAB-1', 'TAB-4'])
    expect(tabsInScope({}, layout)).toEqual(['TAB-1', 'TAB-4', 'TAB-5', 'TAB-2'])
  })
})

describe('selections on charts', () => {
  const mask = { extraFormData: { filters: [{ col: 'kind', op: 'IN', val: ['x'] }] }, filterState: {} }
  const scopes = readCrossScopes({
    global_chart_configuration: { scope: { rootPath: ['TAB-1'], excluded: [2] } },
    chart_configuration: {
      1: { id: 1, crossFilters: { scope: 'global', chartsInScope: [9] } },
      5: { id: 5, crossFilters: { scope: { rootPath: ['TAB-2'], excluded: [] } } },
      6: { crossFilters: { scope: { rootPath: [], excluded: [] } } },
    },
  })
  const asked = (target: number, emitter: number, columns: readonly string[] = ['kind']) =>
    extraFormDataFor(target, new Set(columns), [], { [emitter]: mask }, layout, scopes)

  it('filter what their own scope says, else what the scope of all says, and never themselves', () => {
    expect([...crossFiltered(1, layout, scopes)]).toEqual([3, 4])
    expect([...crossFiltered(5, layout, scopes)]).toEqual([6])
    expect([...crossFiltered(6, layout, scopes)]).toEqual([])
    // A chart that nobody wrote about
    expect([...crossFiltered(3, layout, scopes)]).toEqual([1, 4])
  })

  it('reach a chart in scope that has the column, and no other', () => {
    expect(asked(3, 1).filters).toHaveLength(1)
    expect(asked(3, 1, ['other'])).toEqual({})
    expect(asked(2, 1)).toEqual({})
    expect(asked(6, 5).filters).toHaveLength(1)
    expect(asked(1, 5)).toEqual({})
    expect(asked(1, 1)).toEqual({})
  })

  it('reach everything where nothing can be read', () => {
    for (const metadata of [
      {},
      { global_chart_configuration: null, chart_configuration: [] },
      { global_chart_configuration: { scope: 'x' }, chart_configuration: { 1: 4 } },
    ])
      expect(readCrossScopes(metadata)).toEqual({ all: EVERYTHING, own: new Map() })
    expect(extraFormDataFor(2, new Set(['kind']), [], { '1': mask }, layout).filters).toHaveLength(1)
  })
})
