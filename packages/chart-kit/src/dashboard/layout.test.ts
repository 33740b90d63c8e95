import { describe, expect, it } from 'vitest'
import { addTab, addToGrid, chartAncestors, dropBeside, type Layout, moveItem, readLayout, removeItem, resizeItem, writeLayout } from './layout.ts'

const base = readLayout('', [])
const chart = (id: number, width = 4) => ({ type: 'CHART' as const, meta: { chartId: id, width, height: 50 } })
const rows = (layout: Layout): readonly (readonly (number | undefined)[])[] =>
  (layout['GRID_ID']?.children ?? []).map((row) => (layout[row]?.children ?? []).map((id) => layout[id]?.meta.chartId))
const idOf = (layout: Layout, chartId: number): string => Object.values(layout).find((item) => item.meta.chartId === chartId)?.id ?? ''

describe('layout', () => {
  it('fills rows of twelve columns', () => {
    const layout = [1, 2, 3, 4].reduce((next, id) => addToGrid(next, chart(id)), base)
    expect(rows(layout)).toEqual([[1, 2, 3], [4]])
  })

  it('shows charts that no item shows, and survives broken text', () => {
    expect(rows(readLayout('{"ROOT_ID":', [7]))).toEqual([[7]])
    expect(rows(readLayout('[]', [7, 8]))).toEqual([[7, 8]])
  })

  it('moves within a row, on to the neighbour row, and into a new row at the edge', () => {
    const layout = [1, 2, 3, 4].reduce((next, id) => addToGrid(next, chart(id)), base)
    expect(rows(moveItem(layout, idOf(layout, 1), 1))).toEqual([[2, 1, 3], [4]])
    expect(rows(moveItem(layout, idOf(layout, 3), 1))).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(rows(moveItem(layout, idOf(layout, 1), -1))).toEqual([[1], [2, 3], [4]])
  })

  it('drops beside another item only where there is room', () => {
    const layout = [1, 2, 3, 4].reduce((next, id) => addToGrid(next, chart(id)), base)
    expect(rows(dropBeside(layout, idOf(layout, 4), idOf(layout, 1), false))).toEqual(rows(layout))
    expect(rows(dropBeside(layout, idOf(layout, 3), idOf(layout, 4), true))).toEqual([
      [1, 2],
      [4, 3],
    ])
  })

  it('removes an emptied row with its last item', () => {
    const layout = addToGrid(base, chart(1))
    const left = removeItem(layout, idOf(layout, 1))
    expect(left['GRID_ID']?.children).toEqual([])
    expect(Object.keys(left).sort()).toEqual(['GRID_ID', 'ROOT_ID'])
  })

  it('keeps sizes inside the row', () => {
    const layout = [1, 2].reduce((next, id) => addToGrid(next, chart(id)), base)
    const wide = resizeItem(layout, idOf(layout, 1), 99, 1)
    expect(wide[idOf(wide, 1)]?.meta).toMatchObject({ width: 8, height: 5 })
  })

  it('writes what it reads, parents included', () => {
    const layout = addTab(addToGrid(base, { type: 'TABS', meta: {} }), '')
    const again = JSON.parse(writeLayout(addToGrid(layout, chart(1))))
    expect(again.DASHBOARD_VERSION_KEY).toBe('v2')
    const item = Object.values(again).find((value) => (value as { type?: string }).type === 'CHART') as { parents: string[] }
    expect(item.parents[0]).toBe('ROOT_ID')
    expect(chartAncestors(readLayout(JSON.stringify(again), [])).has(1)).toBe(true)
  })
})
