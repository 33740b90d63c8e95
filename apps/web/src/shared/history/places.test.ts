import { expect, test } from 'vitest'
import { placesOf } from './places.ts'

const item = (type: string, children: readonly string[], meta: object = {}) => ({ type, children, meta })

test('rows go beneath one another, what is in them beside one another, and tabs begin at the top', () => {
  const position = JSON.stringify({
    DASHBOARD_VERSION_KEY: 'v2',
    ROOT_ID: { id: 'ROOT_ID', ...item('ROOT', ['GRID_ID']) },
    GRID_ID: item('GRID', ['H', 'R', 'TT']),
    H: item('HEADER', [], { text: 'Sales' }),
    R: item('ROW', ['A', 'COL']),
    A: item('CHART', [], { chartId: 1, width: 4, height: 50 }),
    COL: item('COLUMN', ['M', 'B'], { width: 6 }),
    M: item('MARKDOWN', [], { width: 6, height: 20, code: '## Notes\nmore' }),
    B: item('CHART', [], { chartId: 2, width: 3, height: 40, sliceName: 'Two', sliceNameOverride: 'Deux' }),
    TT: item('TABS', ['T1', 'T2']),
    T1: item('TAB', ['R1'], { text: 'First' }),
    T2: item('TAB', ['R2'], { text: 'Second' }),
    R1: item('ROW', ['C']),
    R2: item('ROW', ['D']),
    C: item('CHART', [], { chartId: 3, width: 12, height: 30 }),
    D: item('DIVIDER', []),
  })
  const told = placesOf(position, { 'chart:1': 'One' }).map(({ id, name, tabs, x, y, width, height }) => [id, name, tabs.join('/'), x, y, width, height])
  expect(told).toEqual([
    ['H', 'Sales', '', 0, 0, 12, 10],
    ['A', 'One', '', 0, 10, 4, 50],
    ['M', 'Notes', '', 4, 10, 6, 20],
    ['B', 'Deux', '', 4, 30, 3, 40],
    ['C', 'Chart 3', 'First', 0, 0, 12, 30],
    ['D', 'Divider', 'Second', 0, 0, 12, 10],
  ])
})

test.each(['', 'no json', '[]', '{"ROOT_ID": 5}', JSON.stringify({ ROOT_ID: item('ROOT', ['G']), G: item('GRID', ['ROOT_ID', 'G', 'nobody']) })])(
  'nothing stands on %j',
  (position) => {
    expect(placesOf(position, {})).toEqual([])
  },
)
