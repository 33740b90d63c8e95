/** The arrangement of a dashboard: a flat map of items, as `position_json` keeps it. */
export type ItemType = 'ROOT' | 'GRID' | 'HEADER' | 'TABS' | 'TAB' | 'ROW' | 'COLUMN' | 'CHART' | 'MARKDOWN' | 'DIVIDER' | 'DYNAMIC'

export interface ItemMeta {
  readonly text?: string
  readonly defaultText?: string
  readonly headerSize?: string
  readonly background?: string
  readonly width?: number
  readonly height?: number
  readonly chartId?: number
  readonly uuid?: string
  readonly sliceName?: string
  readonly sliceNameOverride?: string
  readonly code?: string
}

export interface Item {
  readonly id: string
  readonly type: ItemType
  readonly children: readonly string[]
  readonly parents?: readonly string[]
  readonly meta: ItemMeta
}

export type Layout = Readonly<Record<string, Item>>

const TYPES = new Set<string>(['ROOT', 'GRID', 'HEADER', 'TABS', 'TAB', 'ROW', 'COLUMN', 'CHART', 'MARKDOWN', 'DIVIDER', 'DYNAMIC'])

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const emptyLayout: Layout = {
  ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'], meta: {} },
  GRID_ID: { id: 'GRID_ID', type: 'GRID', children: [], parents: ['ROOT_ID'], meta: {} },
}

/** Reads `position_json`; strange items are left out, charts of the dashboard that no item shows are appended in rows. */
export const readLayout = (text: string, chartIds: readonly number[]): Layout => {
  let raw: unknown
  try {
    raw = JSON.parse(text === '' ? '{}' : text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    raw = {}
  }
  const items: Record<string, Item> = {}
  for (const [id, value] of Object.entries(isRecord(raw) ? raw : {})) {
    if (!isRecord(value) || typeof value['type'] !== 'string' || !TYPES.has(value['type'])) continue
    items[id] = {
      id,
      type: value['type'] as ItemType,
      children: Array.isArray(value['children']) ? value['children'].filter((c): c is string => typeof c === 'string') : [],
      meta: isRecord(value['meta']) ? (value['meta'] as ItemMeta) : {},
    }
  }
  const layout: Layout = items['ROOT_ID'] === undefined ? { ...emptyLayout, ...items } : items
  const shown = new Set(Object.values(layout).flatMap((item) => (item.type === 'CHART' ? (item.meta.chartId ?? []) : [])))
  return chartIds.filter((id) => !shown.has(id)).reduce((next, id) => addToGrid(next, { type: 'CHART', meta: { chartId: id, width: 4, height: 50 } }), layout)
}

/** With version and parents, ready to be saved. */
export const writeLayout = (layout: Layout): string => {
  const out: Record<string, unknown> = { DASHBOARD_VERSION_KEY: 'v2' }
  const walk = (id: string, parents: readonly string[]): void => {
    const item = layout[id]
    if (item === undefined || id in out) return
    out[id] = {
      id,
      type: item.type,
      children: item.children,
      ...(parents.length > 0 ? { parents } : {}),
      ...(Object.keys(item.meta).length > 0 ? { meta: item.meta } : {}),
    }
    for (const child of item.children) walk(child, [...parents, id])
  }
  walk('ROOT_ID', [])
  if (layout['HEADER_ID'] !== undefined) out['HEADER_ID'] = { id: 'HEADER_ID', type: 'HEADER', meta: layout['HEADER_ID'].meta }
  return JSON.stringify(out)
}

/** Ids from the root to the item's parent. */
export const parentsOf = (layout: Layout, id: string): readonly string[] => {
  const parent = Object.values(layout).find((item) => item.children.includes(id))
  return parent === undefined ? [] : [...parentsOf(layout, parent.id), parent.id]
}

/** Chart id → ids of everything around it. */
export const chartAncestors = (layout: Layout): ReadonlyMap<number, ReadonlySet<string>> => {
  const found = new Map<number, Set<string>>()
  const walk = (id: string, path: readonly string[]): void => {
    const item = layout[id]
    if (item === undefined || path.includes(id)) return
    if (item.type === 'CHART' && item.meta.chartId !== undefined) {
      const all = found.get(item.meta.chartId) ?? new Set<string>()
      for (const step of [...path, id]) all.add(step)
      found.set(item.meta.chartId, all)
    }
    for (const child of item.children) walk(child, [...path, id])
  }
  walk('ROOT_ID', [])
  return found
}

const newId = (type: ItemType): string => `${type}-${crypto.randomUUID().replaceAll('-', '').slice(0, 10)}`

const put = (layout: Layout, item: Item): Layout => ({ ...layout, [item.id]: item })

const withChildren = (layout: Layout, id: string, children: readonly string[]): Layout => {
  const item = layout[id]
  return item === undefined ? layout : put(layout, { ...item, children })
}

export interface NewItem {
  readonly type: 'CHART' | 'MARKDOWN' | 'HEADER' | 'DIVIDER' | 'TABS'
  readonly meta: ItemMeta
}

const WRAPPED = new Set<ItemType>(['CHART', 'MARKDOWN', 'COLUMN'])

/** Where new things go: the open tab, else the first tab, else the grid. */
export const gridOf = (layout: Layout, openTab?: string): string => {
  if (openTab !== undefined && layout[openTab]?.type === 'TAB') return openTab
  const top = layout[layout['ROOT_ID']?.children[0] ?? '']
  return top?.type === 'TABS' ? (top.children[0] ?? 'GRID_ID') : 'GRID_ID'
}

/** Appends an item; charts and text join the last row while its twelve columns have room. */
export const addToGrid = (layout: Layout, added: NewItem, openTab?: string): Layout => {
  const gridId = gridOf(layout, openTab)
  const grid = layout[gridId]
  if (grid === undefined) return layout
  const item: Item = { id: newId(added.type), type: added.type, children: [], meta: added.meta }
  if (added.type === 'TABS') {
    const tab: Item = { id: newId('TAB'), type: 'TAB', children: [], meta: { text: 'Tab 1' } }
    return withChildren(put(put(layout, tab), { ...item, children: [tab.id] }), gridId, [...grid.children, item.id])
  }
  if (!WRAPPED.has(added.type)) return withChildren(put(layout, item), gridId, [...grid.children, item.id])
  const last = layout[grid.children.at(-1) ?? '']
  const width = added.meta.width ?? 4
  if (last?.type === 'ROW' && widthOf(layout, last) + width <= 12) return withChildren(put(layout, item), last.id, [...last.children, item.id])
  const row: Item = { id: newId('ROW'), type: 'ROW', children: [item.id], meta: { background: 'BACKGROUND_TRANSPARENT' } }
  return withChildren(put(put(layout, item), row), gridId, [...grid.children, row.id])
}

/** Columns that a row's children take. */
export const widthOf = (layout: Layout, row: Item): number => row.children.reduce((sum, id) => sum + (layout[id]?.meta.width ?? 4), 0)

/** Adds a tab to a set of tabs. */
export const addTab = (layout: Layout, tabsId: string): Layout => {
  const tabs = layout[tabsId]
  if (tabs === undefined) return layout
  const tab: Item = { id: newId('TAB'), type: 'TAB', children: [], meta: { text: `Tab ${tabs.children.length + 1}` } }
  return withChildren(put(layout, tab), tabsId, [...tabs.children, tab.id])
}

const parentOf = (layout: Layout, id: string): Item | undefined => Object.values(layout).find((item) => item.children.includes(id))

/** Takes an item and all below it out; a row left empty goes too. */
export const removeItem = (layout: Layout, id: string): Layout => {
  const parent = parentOf(layout, id)
  const doomed = new Set<string>()
  const walk = (at: string): void => {
    if (doomed.has(at)) return
    doomed.add(at)
    for (const child of layout[at]?.children ?? []) walk(child)
  }
  walk(id)
  const kept: Layout = Object.fromEntries(Object.entries(layout).filter(([key]) => !doomed.has(key)))
  if (parent === undefined) return kept
  const next = withChildren(
    kept,
    parent.id,
    parent.children.filter((child) => child !== id),
  )
  return parent.type === 'ROW' && next[parent.id]?.children.length === 0 ? removeItem(next, parent.id) : next
}

/** Moves an item by one place among its siblings; at the edge of a row it goes on to the row before or after. */
export const moveItem = (layout: Layout, id: string, step: -1 | 1): Layout => {
  const parent = parentOf(layout, id)
  if (parent === undefined) return layout
  const at = parent.children.indexOf(id)
  const to = at + step
  if (to >= 0 && to < parent.children.length) {
    const children = [...parent.children]
    children.splice(at, 1)
    children.splice(to, 0, id)
    return withChildren(layout, parent.id, children)
  }
  return parent.type === 'ROW' ? moveToRow(layout, id, parent, step) : layout
}

/** Moves an item of a row to the next row up or down, or into a new row at the edge. */
export const moveToRow = (layout: Layout, id: string, row: Item, step: -1 | 1): Layout => {
  const grid = parentOf(layout, row.id)
  if (grid === undefined) return layout
  const neighbour = layout[grid.children[grid.children.indexOf(row.id) + step] ?? '']
  const width = layout[id]?.meta.width ?? 4
  const without = row.children.filter((child) => child !== id)
  if (neighbour?.type === 'ROW' && widthOf(layout, neighbour) + width <= 12) {
    const joined = withChildren(withChildren(layout, row.id, without), neighbour.id, step === 1 ? [id, ...neighbour.children] : [...neighbour.children, id])
    return without.length === 0 ? removeItem(joined, row.id) : joined
  }
  if (without.length === 0) return layout
  const fresh: Item = { id: newId('ROW'), type: 'ROW', children: [id], meta: { background: 'BACKGROUND_TRANSPARENT' } }
  const place = grid.children.indexOf(row.id) + (step === 1 ? 1 : 0)
  const rows = [...grid.children.slice(0, place), fresh.id, ...grid.children.slice(place)]
  return withChildren(put(withChildren(layout, row.id, without), fresh), grid.id, rows)
}

/** Puts a dragged item before or after another one. Impossible places change nothing. */
export const dropBeside = (layout: Layout, id: string, targetId: string, after: boolean): Layout => {
  const target = parentOf(layout, targetId)
  if (id === targetId || target === undefined || parentsOf(layout, targetId).includes(id)) return layout
  const source = layout[id]
  const fits =
    target.type !== 'ROW' ||
    target.children.includes(id) ||
    (source !== undefined && WRAPPED.has(source.type) && widthOf(layout, target) + (source.meta.width ?? 4) <= 12)
  if (!fits) return layout
  const old = parentOf(layout, id)
  const pulled =
    old === undefined
      ? layout
      : withChildren(
          layout,
          old.id,
          old.children.filter((child) => child !== id),
        )
  const siblings = pulled[target.id]?.children ?? []
  const at = siblings.indexOf(targetId) + (after ? 1 : 0)
  const placed = withChildren(pulled, target.id, [...siblings.slice(0, at), id, ...siblings.slice(at)])
  return old !== undefined && old.type === 'ROW' && placed[old.id]?.children.length === 0 ? removeItem(placed, old.id) : placed
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** Sizes in columns (1–12, no wider than its row allows) and in units of 8 px (5 or more). */
export const resizeItem = (layout: Layout, id: string, width: number, height: number): Layout => {
  const item = layout[id]
  if (item === undefined) return layout
  const row = parentOf(layout, id)
  const room = row?.type === 'ROW' ? 12 - (widthOf(layout, row) - (item.meta.width ?? 4)) : 12
  return put(layout, { ...item, meta: { ...item.meta, width: clamp(Math.round(width), 1, Math.max(1, room)), height: clamp(Math.round(height), 5, 400) } })
}

export const changeMeta = (layout: Layout, id: string, meta: ItemMeta): Layout => {
  const item = layout[id]
  return item === undefined ? layout : put(layout, { ...item, meta: { ...item.meta, ...meta } })
}
