import { describe, expect, it } from 'vitest'
import { diffLayouts, layoutWords } from './layout.ts'

interface Part {
  readonly type: string
  readonly children?: readonly string[]
  readonly meta?: Readonly<Record<string, unknown>>
}

const chart = (chartId: number, meta: Readonly<Record<string, unknown>> = {}): Part => ({
  type: 'CHART',
  meta: { chartId, sliceName: `Chart ${chartId}`, width: 4, height: 50, ...meta },
})

const tab = (text: string, ...children: readonly string[]): Part => ({ type: 'TAB', children, meta: { text } })
const row = (...children: readonly string[]): Part => ({ type: 'ROW', children })

const layout = (parts: Readonly<Record<string, Part>>): string => JSON.stringify({ DASHBOARD_VERSION_KEY: 'v2', ...parts })

const plain = (rows: Readonly<Record<string, readonly string[]>>, items: Readonly<Record<string, Part>>): string =>
  layout({
    ROOT_ID: { type: 'ROOT', children: ['GRID_ID'] },
    GRID_ID: { type: 'GRID', children: Object.keys(rows) },
    ...Object.fromEntries(Object.entries(rows).map(([id, children]) => [id, row(...children)])),
    ...items,
  })

const tabbed = (first: readonly string[], second: readonly string[], items: Readonly<Record<string, Part>>): string =>
  layout({
    ROOT_ID: { type: 'ROOT', children: ['TABS-1'] },
    'TABS-1': { type: 'TABS', children: ['TAB-1', 'TAB-2'] },
    'TAB-1': tab('T1', 'ROW-1'),
    'TAB-2': tab('T2', 'ROW-2'),
    'ROW-1': row(...first),
    'ROW-2': row(...second),
    ...items,
  })

const NOTHING = { added: [], removed: [], moved: [], resized: [], changed: [] }

describe('what differs between two layouts', () => {
  it('is nothing between equal ones, broken ones and such that lead in circles', () => {
    const one = plain({ r: ['a', 'b'] }, { a: chart(1), b: chart(2) })
    expect(diffLayouts(one, one)).toEqual(NOTHING)
    expect(diffLayouts('', '{')).toEqual(NOTHING)
    expect(diffLayouts('[1]', '{"ROOT_ID": 3}')).toEqual(NOTHING)
    const circle = layout({ ROOT_ID: { type: 'ROOT', children: ['r'] }, r: row('ROOT_ID', 'r', 'nothing') })
    expect(diffLayouts(circle, circle)).toEqual(NOTHING)
  })

  it('places added and removed items where they stand', () => {
    const before = plain({ r: ['a'] }, { a: chart(1) })
    const after = plain(
      { r: ['a', 'b'], s: ['m'] },
      { a: chart(1), b: chart(2, { width: 6, height: 30 }), m: { type: 'MARKDOWN', meta: { code: '# Hello\nmore', width: 3 } } },
    )
    const diff = diffLayouts(before, after)
    expect(diff).toEqual({
      ...NOTHING,
      added: [
        { id: 'b', type: 'CHART', name: 'Chart 2', chart_id: 2, place: { tab: [], x: 4, y: 0, width: 6, height: 30 } },
        { id: 'm', type: 'MARKDOWN', name: 'Hello', chart_id: null, place: { tab: [], x: 0, y: 50, width: 3, height: 10 } },
      ],
    })
    expect(diffLayouts(after, before).removed).toEqual(diff.added)
    expect(layoutWords(diff)).toEqual(['Chart “Chart 2” added', 'Text “Hello” added'])
  })

  it('tells a move to another tab by the tabs’ names', () => {
    const items = { a: chart(1), b: chart(2) }
    const diff = diffLayouts(tabbed(['a', 'b'], [], items), tabbed(['a'], ['b'], items))
    expect(diff).toEqual({
      ...NOTHING,
      moved: [
        {
          id: 'b',
          type: 'CHART',
          name: 'Chart 2',
          chart_id: 2,
          from: { tab: ['T1'], x: 4, y: 0, width: 4, height: 50 },
          to: { tab: ['T2'], x: 0, y: 0, width: 4, height: 50 },
        },
      ],
    })
    expect(layoutWords(diff)).toEqual(['Chart “Chart 2” moved from tab “T1” to tab “T2”'])
  })

  it('calls the one that changed places moved, not those that made room', () => {
    const items = { a: chart(1), b: chart(2), c: chart(3), d: chart(4) }
    const before = plain({ r: ['a', 'b', 'c', 'd'] }, items)
    expect(diffLayouts(before, plain({ r: ['d', 'a', 'b', 'c'] }, items)).moved.map((one) => one.id)).toEqual(['d'])
    expect(diffLayouts(before, plain({ r: ['b', 'c', 'd'], s: ['a'] }, items)).moved.map((one) => one.id)).toEqual(['a'])
    // What stands beneath something that grew did not move
    const grown = { ...items, a: chart(1, { height: 90 }) }
    const two = (parts: Readonly<Record<string, Part>>): string => plain({ r: ['a'], s: ['b'] }, parts)
    expect(diffLayouts(two(items), two(grown))).toMatchObject({ moved: [], resized: [{ id: 'a', from: { height: 50 }, to: { height: 90 } }] })
  })

  it('takes layouts of any length and depth', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `c${i}`)
    const items = Object.fromEntries(ids.map((id, i) => [id, chart(i)]))
    expect(diffLayouts(plain({ r: ids }, items), plain({ r: ids.toReversed() }, items)).moved).toHaveLength(4999)
    const deep = layout({
      ROOT_ID: { type: 'ROOT', children: ['n0'] },
      ...Object.fromEntries(ids.map((_, i) => [`n${i}`, { type: 'COLUMN', children: [`n${i + 1}`] }])),
    })
    expect(diffLayouts(deep, '{}')).toEqual(NOTHING)
  })

  it('moves what stands in a row that moved', () => {
    const items = { a: chart(1), b: chart(2), c: chart(3) }
    const diff = diffLayouts(plain({ r: ['a'], s: ['b'], t: ['c'] }, items), plain({ s: ['b'], t: ['c'], r: ['a'] }, items))
    expect(diff.moved.map((one) => [one.id, one.from.y, one.to.y])).toEqual([['a', 0, 100]])
  })

  it('tells sizes, names and settings apart', () => {
    const before = plain({ r: ['a', 'm'] }, { a: chart(1), m: { type: 'MARKDOWN', meta: { code: 'x', width: 2, height: 20 } } })
    const after = plain(
      { r: ['a', 'm'] },
      { a: chart(1, { width: 6, sliceNameOverride: 'Sales' }), m: { type: 'MARKDOWN', meta: { code: 'x\ny', width: 2, height: 20 } } },
    )
    const diff = diffLayouts(before, after)
    expect(diff.resized.map((one) => one.id)).toEqual(['a'])
    expect(diff.changed.map((one) => [one.id, one.name_before, one.name])).toEqual([
      ['a', 'Chart 1', 'Sales'],
      ['m', 'x', 'x'],
    ])
    expect(layoutWords(diff)).toEqual(['Chart “Sales” resized from 4×50 to 6×50', 'Chart “Chart 1” is now called “Sales”', 'Text “x” changed'])
  })

  it('names charts that the layout does not name, and stacks columns', () => {
    const column: Part = { type: 'COLUMN', children: ['a', 'b'], meta: { width: 3 } }
    const bare: Part = { type: 'CHART', meta: { chartId: 7, width: 3, height: 20 } }
    const after = plain({ r: ['x', 'c'] }, { x: chart(9), c: column, a: bare, b: chart(8, { width: 3 }) })
    const { added } = diffLayouts(plain({}, {}), after, new Map([[7, 'From its link']]))
    expect(added.map((one) => [one.name, one.place.x, one.place.y, one.place.width])).toEqual([
      ['Chart 9', 0, 0, 4],
      ['From its link', 4, 0, 3],
      ['Chart 8', 4, 20, 3],
    ])
  })
})
