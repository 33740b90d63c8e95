import type { LayoutDiff, LayoutItem, LayoutPlace } from '@coset/contract'
import { readObject } from '../json-text.ts'

const COLUMNS = 12
/** Height of what has none of its own. */
const SMALL = 10
const DEEPEST = 60
const CONTAINERS = new Set(['ROOT', 'GRID', 'TABS', 'ROW', 'COLUMN'])

interface Node {
  readonly id: string
  readonly type: string
  readonly children: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
}

interface Placed {
  readonly item: LayoutItem
  readonly place: LayoutPlace
  /** The tab that it stands in, by its id: names may be equal. */
  readonly tab: string
  /** What holds it. */
  readonly parents: readonly string[]
  /** Its own settings, without those that are its size and name. */
  readonly settings: string
}

interface Layout {
  readonly nodes: ReadonlyMap<string, Node>
  readonly placed: ReadonlyMap<string, Placed>
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

const readNodes = (text: string): ReadonlyMap<string, Node> =>
  new Map(
    Object.entries(readObject(text)).flatMap(([id, value]) => {
      if (!isObject(value) || typeof value['type'] !== 'string') return []
      const children = Array.isArray(value['children']) ? value['children'].filter((child): child is string => typeof child === 'string') : []
      return [[id, { id, type: value['type'], children, meta: isObject(value['meta']) ? value['meta'] : {} }]]
    }),
  )

const numberIn = (node: Node, key: string): number | null => {
  const value = node.meta[key]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

const textIn = (node: Node, ...keys: readonly string[]): string => {
  for (const key of keys) {
    const value = node.meta[key]
    if (typeof value === 'string' && value !== '') return value
  }
  return ''
}

const nameOf = (node: Node, chartNames: ReadonlyMap<number, string>): string => {
  if (node.type === 'CHART') {
    const id = numberIn(node, 'chartId')
    return textIn(node, 'sliceNameOverride', 'sliceName') || (id === null ? node.id : (chartNames.get(id) ?? `chart ${id}`))
  }
  if (node.type === 'MARKDOWN')
    return (
      textIn(node, 'code')
        .split('\n')[0]
        ?.replace(/^#+\s*/, '')
        .slice(0, 60) || 'Text'
    )
  return textIn(node, 'text', 'defaultText') || node.type.toLowerCase()
}

const SHAPE = new Set(['width', 'height', 'chartId', 'uuid', 'sliceName'])

const settingsOf = (node: Node): string =>
  JSON.stringify(
    Object.entries(node.meta)
      .filter(([key]) => !SHAPE.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

interface Box {
  readonly width: number
  readonly height: number
}

/** Walks a layout once and says where everything stands. */
const readLayout = (text: string, chartNames: ReadonlyMap<number, string>): Layout => {
  const nodes = readNodes(text)
  const placed = new Map<string, Placed>()
  const seen = new Set<string>()

  const note = (node: Node, at: Omit<LayoutPlace, 'width' | 'height'>, box: Box, tab: string, parents: readonly string[]): void => {
    const item = { id: node.id, type: node.type, name: nameOf(node, chartNames), chart_id: numberIn(node, 'chartId') }
    placed.set(node.id, { item, place: { ...at, ...box }, tab, parents, settings: settingsOf(node) })
  }

  const walk = (id: string, at: Omit<LayoutPlace, 'width' | 'height'>, room: number, tab: string, parents: readonly string[]): Box => {
    const node = nodes.get(id)
    // Layouts of people may lead in circles, or down without end
    if (node === undefined || seen.has(id) || parents.length > DEEPEST) return { width: 0, height: 0 }
    seen.add(id)
    const inside = [...parents, id]
    if (node.type === 'ROW') {
      let [x, height] = [at.x, SMALL]
      for (const child of node.children) {
        const box = walk(child, { ...at, x }, room, tab, inside)
        x += box.width
        height = Math.max(height, box.height)
      }
      return { width: room, height }
    }
    const width = node.type === 'COLUMN' || !CONTAINERS.has(node.type) ? (numberIn(node, 'width') ?? room) : room
    if (node.type === 'TAB') {
      const name = nameOf(node, chartNames)
      note(node, at, { width: room, height: 0 }, tab, parents)
      const tabs = [...at.tab, name]
      return stack(node, { tab: tabs, x: 0, y: 0 }, COLUMNS, node.id, inside)
    }
    if (CONTAINERS.has(node.type)) return { ...stack(node, at, width, tab, inside), width }
    const box = { width, height: numberIn(node, 'height') ?? SMALL }
    note(node, at, box, tab, parents)
    return box
  }

  /** Children beneath one another; the tabs of one bar in the same place. */
  const stack = (node: Node, at: Omit<LayoutPlace, 'width' | 'height'>, room: number, tab: string, inside: readonly string[]): Box => {
    let height = 0
    for (const child of node.children) {
      const beside = node.type === 'TABS'
      const box = walk(child, { ...at, y: beside ? at.y : at.y + height }, room, tab, inside)
      height = beside ? Math.max(height, box.height) : height + box.height
    }
    return { width: room, height }
  }

  walk('ROOT_ID', { tab: [], x: 0, y: 0 }, COLUMNS, '', [])
  return { nodes, placed }
}

/** The longest run of values that rise; gives the indexes that are in it. In n·log n steps: layouts are as long as people make them. */
const rising = (values: readonly number[]): ReadonlySet<number> => {
  /** Of each length the index where the run with the smallest end ends. */
  const ends: number[] = []
  const from: number[] = []
  for (const [i, value] of values.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1
      else high = middle
    }
    from[i] = low === 0 ? -1 : (ends[low - 1] ?? -1)
    ends[low] = i
  }
  const kept = new Set<number>()
  for (let i = ends.at(-1) ?? -1; i >= 0; i = from[i] ?? -1) kept.add(i)
  return kept
}

/** Nodes that changed places among those beside them. */
const reordered = (before: Layout, after: Layout): ReadonlySet<string> => {
  const moved = new Set<string>()
  for (const [id, node] of after.nodes) {
    const old = new Map((before.nodes.get(id)?.children ?? []).map((child, i) => [child, i]))
    const common = node.children.flatMap((child) => {
      const at = old.get(child)
      return at === undefined ? [] : [{ child, at }]
    })
    const kept = rising(common.map(({ at }) => at))
    for (const [i, { child }] of common.entries()) if (!kept.has(i)) moved.add(child)
  }
  return moved
}

const pathOf = (one: Placed): string => JSON.stringify([one.tab, one.parents])

/** What differs between two layouts (`position_json`), for sentences and for a picture. Pure. */
export const diffLayouts = (beforeText: string, afterText: string, chartNames: ReadonlyMap<number, string> = new Map()): LayoutDiff => {
  const [before, after] = [readLayout(beforeText, chartNames), readLayout(afterText, chartNames)]
  const shuffled = reordered(before, after)
  const diff: LayoutDiff = { added: [], removed: [], moved: [], resized: [], changed: [] }
  for (const [id, one] of before.placed) if (!after.placed.has(id)) diff.removed.push({ ...one.item, place: one.place })
  for (const [id, now] of after.placed) {
    const was = before.placed.get(id)
    if (was === undefined) {
      diff.added.push({ ...now.item, place: now.place })
      continue
    }
    const pair = { ...now.item, from: was.place, to: now.place }
    if (pathOf(was) !== pathOf(now) || [id, ...now.parents].some((parent) => shuffled.has(parent))) diff.moved.push(pair)
    if (was.place.width !== now.place.width || was.place.height !== now.place.height) diff.resized.push(pair)
    if (was.settings !== now.settings || was.item.type !== now.item.type || was.item.chart_id !== now.item.chart_id)
      diff.changed.push({ ...pair, name_before: was.item.name })
  }
  return diff
}

const LABELS: Readonly<Record<string, string>> = { CHART: 'Chart', MARKDOWN: 'Text', HEADER: 'Header', DIVIDER: 'Divider', TAB: 'Tab' }

const titled = ({ type, name }: Pick<LayoutItem, 'type' | 'name'>): string => (type === 'DIVIDER' ? 'Divider' : `${LABELS[type] ?? 'Item'} “${name}”`)

const where = ({ tab }: LayoutPlace): string => (tab.length === 0 ? '' : ` in tab “${tab.join(' / ')}”`)

const movedWords = (one: LayoutDiff['moved'][number]): string => {
  const [from, to] = [one.from.tab.join(' / '), one.to.tab.join(' / ')]
  if (from === to) return `${titled(one)} moved${where(one.to)}`
  const told = (tab: string): string => (tab === '' ? 'no tab' : `tab “${tab}”`)
  return `${titled(one)} moved from ${told(from)} to ${told(to)}`
}

/** Sentences of a layout's differences. */
export const layoutWords = (diff: LayoutDiff): readonly string[] => [
  ...diff.added.map((one) => `${titled(one)} added${where(one.place)}`),
  ...diff.removed.map((one) => `${titled(one)} removed${where(one.place)}`),
  ...diff.moved.map(movedWords),
  ...diff.resized.map((one) => `${titled(one)} resized from ${one.from.width}×${one.from.height} to ${one.to.width}×${one.to.height}`),
  ...diff.changed.map((one) =>
    one.name_before === one.name ? `${titled(one)} changed` : `${titled({ ...one, name: one.name_before })} is now called “${one.name}”`,
  ),
]
