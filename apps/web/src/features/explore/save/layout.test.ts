import { describe, expect, it } from 'vitest'
import { appendChart } from './layout.ts'

const chart = { id: 7, name: 'Sales <b>', uuid: 'u-7' }
const counter = (): (() => string) => {
  let at = 0
  return () => `${++at}`
}
const grid = {
  DASHBOARD_VERSION_KEY: 'v2',
  ROOT_ID: { type: 'ROOT', id: 'ROOT_ID', children: ['GRID_ID'] },
  GRID_ID: { type: 'GRID', id: 'GRID_ID', children: ['ROW-a'], parents: ['ROOT_ID'] },
  'ROW-a': { type: 'ROW', id: 'ROW-a', children: ['CHART-a'], parents: ['ROOT_ID', 'GRID_ID'], meta: { background: 'BACKGROUND_WHITE' } },
  'CHART-a': { type: 'CHART', id: 'CHART-a', children: [], parents: ['ROOT_ID', 'GRID_ID', 'ROW-a'], meta: { chartId: 3, width: 12, height: 20 } },
}

describe('appendChart', () => {
  it('adds a row with the chart to the grid and leaves the rest alone', () => {
    const layout = JSON.parse(appendChart(JSON.stringify(grid), chart, 'T', counter()))
    expect(layout.GRID_ID.children).toEqual(['ROW-a', 'ROW-1'])
    expect(layout['ROW-1']).toEqual({
      type: 'ROW',
      id: 'ROW-1',
      children: ['CHART-2'],
      parents: ['ROOT_ID', 'GRID_ID'],
      meta: { background: 'BACKGROUND_TRANSPARENT' },
    })
    expect(layout['CHART-2']).toEqual({
      type: 'CHART',
      id: 'CHART-2',
      children: [],
      parents: ['ROOT_ID', 'GRID_ID', 'ROW-1'],
      meta: { chartId: 7, uuid: 'u-7', sliceName: 'Sales <b>', width: 4, height: 50 },
    })
    expect(layout['CHART-a']).toEqual(grid['CHART-a'])
    expect(layout.DASHBOARD_VERSION_KEY).toBe('v2')
  })
  it('makes a layout where there is none or none that can be read', () => {
    for (const text of [null, '', '{}', 'no json', '[]', '{"ROOT_ID":5}']) {
      const layout = JSON.parse(appendChart(text, chart, 'Title', counter()))
      expect(layout.ROOT_ID.children).toEqual(['GRID_ID'])
      expect(layout.GRID_ID.children).toEqual(['ROW-1'])
      expect(layout.HEADER_ID.meta.text).toBe('Title')
      expect(layout.DASHBOARD_VERSION_KEY).toBe('v2')
    }
  })
  it('uses the first tab of a tabbed dashboard', () => {
    const tabbed = {
      ROOT_ID: { type: 'ROOT', id: 'ROOT_ID', children: ['TABS-x'] },
      'TABS-x': { type: 'TABS', id: 'TABS-x', children: ['TAB-1', 'TAB-2'], parents: ['ROOT_ID'] },
      'TAB-1': { type: 'TAB', id: 'TAB-1', children: [], parents: ['ROOT_ID', 'TABS-x'], meta: { text: 'One' } },
      'TAB-2': { type: 'TAB', id: 'TAB-2', children: [], parents: ['ROOT_ID', 'TABS-x'], meta: { text: 'Two' } },
      GRID_ID: { type: 'GRID', id: 'GRID_ID', children: [], parents: ['ROOT_ID'] },
    }
    const layout = JSON.parse(appendChart(JSON.stringify(tabbed), chart, 'T', counter()))
    expect(layout['TAB-1'].children).toEqual(['ROW-1'])
    expect(layout['ROW-1'].parents).toEqual(['ROOT_ID', 'TABS-x', 'TAB-1'])
    expect(layout.GRID_ID.children).toEqual([])
  })
  it('falls back to the grid where the tabs are empty', () => {
    const layout = JSON.parse(
      appendChart(JSON.stringify({ ROOT_ID: { children: ['TABS-x'] }, 'TABS-x': { type: 'TABS', children: [] } }), chart, 'T', counter()),
    )
    expect(layout.ROOT_ID.children).toEqual(['GRID_ID'])
    expect(layout.GRID_ID.children).toEqual(['ROW-1'])
  })
  it('does not place a chart twice, and takes over its new name', () => {
    const once = appendChart(JSON.stringify(grid), chart, 'T', counter())
    const twice = JSON.parse(appendChart(once, { ...chart, name: 'Other' }, 'T', counter()))
    expect(Object.keys(twice)).toEqual(Object.keys(JSON.parse(once)))
    expect(twice['CHART-2'].meta).toMatchObject({ chartId: 7, sliceName: 'Other', width: 4 })
  })
  it('never takes an id that is there already', () => {
    const ids = ['a', 'a', 'b', 'a', 'c']
    const layout = JSON.parse(appendChart(JSON.stringify(grid), chart, 'T', () => ids.shift() ?? 'z'))
    expect(layout.GRID_ID.children).toEqual(['ROW-a', 'ROW-b'])
    expect(layout['ROW-b'].children).toEqual(['CHART-c'])
  })
  it('gives every run other ids', () => {
    expect(appendChart(null, chart, 'T')).not.toBe(appendChart(null, chart, 'T'))
  })
})
