import { isRecord } from '@coset/chart-kit'

export interface PlacedChart {
  readonly id: number
  readonly name: string
  readonly uuid: string
}

type Item = { readonly [key: string]: unknown; readonly children?: readonly string[] }
type Layout = Readonly<Record<string, Item>>

const WIDTH = 4
const HEIGHT = 50

const freshLayout = (title: string): Layout => ({
  DASHBOARD_VERSION_KEY: 'v2' as unknown as Item,
  ROOT_ID: { type: 'ROOT', id: 'ROOT_ID', children: ['GRID_ID'] },
  GRID_ID: { type: 'GRID', id: 'GRID_ID', children: [], parents: ['ROOT_ID'] },
  HEADER_ID: { type: 'HEADER', id: 'HEADER_ID', meta: { text: title } },
})

function parse(text: string | null): Record<string, Item> | undefined {
  if (text === null || text.trim() === '') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) && isRecord(value['ROOT_ID']) ? ({ ...value } as Record<string, Item>) : undefined
  } catch {
    return undefined
  }
}

const childrenOf = (item: Item | undefined): readonly string[] => (Array.isArray(item?.children) ? item.children : [])

/** The path to the container that takes new rows: the grid, or the first tab where the dashboard has tabs on top. */
function containerPath(layout: Layout): readonly string[] {
  const top = childrenOf(layout['ROOT_ID'])[0] ?? 'GRID_ID'
  if (layout[top]?.['type'] !== 'TABS') return ['ROOT_ID', 'GRID_ID']
  const tab = childrenOf(layout[top])[0]
  return tab === undefined ? ['ROOT_ID', 'GRID_ID'] : ['ROOT_ID', top, tab]
}

function freshId(prefix: string, layout: Layout, random: () => string): string {
  let id = `${prefix}-${random()}`
  while (Object.hasOwn(layout, id)) id = `${prefix}-${random()}`
  return id
}

const randomId = (): string => Array.from({ length: 2 }, () => Math.random().toString(36).slice(2, 8)).join('')

/**
 * Puts a chart into a new row at the end of a dashboard's `position_json`: of the grid, or of the first tab of a tabbed dashboard.
 * Text that is no layout gives a fresh one. A chart that is there already changes nothing but its name. Returns JSON text.
 */
export function appendChart(positionJson: string | null, chart: PlacedChart, title: string, random: () => string = randomId): string {
  const layout: Record<string, Item> = parse(positionJson) ?? { ...freshLayout(title) }
  const present = Object.entries(layout).find(
    ([, item]) => isRecord(item) && item['type'] === 'CHART' && isRecord(item['meta']) && item['meta']['chartId'] === chart.id,
  )
  if (present) {
    const [id, item] = present
    layout[id] = { ...item, meta: { ...(isRecord(item['meta']) ? item['meta'] : {}), sliceName: chart.name } }
    return JSON.stringify(layout)
  }
  const path = containerPath(layout)
  const containerId = path.at(-1) ?? 'GRID_ID'
  const container: Item = layout[containerId] ?? { type: 'GRID', id: 'GRID_ID', parents: ['ROOT_ID'] }
  const rowId = freshId('ROW', layout, random)
  const chartId = freshId('CHART', layout, random)
  layout[containerId] = { ...container, children: [...childrenOf(container), rowId] }
  if (containerId === 'GRID_ID' && !childrenOf(layout['ROOT_ID']).includes('GRID_ID')) layout['ROOT_ID'] = { ...layout['ROOT_ID'], children: ['GRID_ID'] }
  layout[rowId] = { type: 'ROW', id: rowId, children: [chartId], parents: path, meta: { background: 'BACKGROUND_TRANSPARENT' } }
  layout[chartId] = {
    type: 'CHART',
    id: chartId,
    children: [],
    parents: [...path, rowId],
    meta: { chartId: chart.id, uuid: chart.uuid, sliceName: chart.name, width: WIDTH, height: HEIGHT },
  }
  return JSON.stringify(layout)
}
