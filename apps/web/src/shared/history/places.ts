import { type Item, type Layout, readLayout } from '@coset/chart-kit/dashboard'
import { t } from '../../session/i18n.ts'

const COLUMNS = 12
/** Grid units of what has no height of its own. */
const SMALL = 10
const DEEPEST = 60
const CONTAINERS = new Set(['ROOT', 'GRID', 'TABS', 'ROW', 'COLUMN', 'TAB'])

/** Something that stands on a dashboard: columns from the left, grid units (8 px) from the top of its tab. */
export interface Placed {
  readonly id: string
  readonly name: string
  /** Names of its tabs, outermost first. */
  readonly tabs: readonly string[]
  /** Its innermost tab; '' where there is none. */
  readonly tab: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface Spot {
  readonly x: number
  readonly y: number
  readonly tabs: readonly string[]
  readonly tab: string
}

const firstLine = (code: string): string => (code.split('\n')[0] ?? '').replace(/^#+\s*/, '').slice(0, 60)

const nameOf = ({ type, meta }: Item, names: Readonly<Record<string, string>>): string => {
  if (type === 'CHART') return meta.sliceNameOverride || meta.sliceName || names[`chart:${meta.chartId ?? 0}`] || t('Chart {{id}}', { id: meta.chartId ?? 0 })
  if (type === 'MARKDOWN') return firstLine(meta.code ?? '') || t('Text')
  return meta.text || meta.defaultText || (type === 'DIVIDER' ? t('Divider') : t(type.toLowerCase()))
}

/** Everything that stands on a dashboard, with its place. `names`: what the charts are called. */
export const placesOf = (position: string, names: Readonly<Record<string, string>>): readonly Placed[] => {
  const layout: Layout = readLayout(position, [])
  const placed: Placed[] = []
  const seen = new Set<string>()
  const walk = (id: string, at: Spot, room: number, depth: number): { readonly width: number; readonly height: number } => {
    const item = layout[id]
    // Layouts of people may lead in circles, or down without end
    if (item === undefined || seen.has(id) || depth > DEEPEST) return { width: 0, height: 0 }
    seen.add(id)
    const { type, meta, children } = item
    if (!CONTAINERS.has(type)) {
      const box = { width: meta.width ?? room, height: meta.height ?? SMALL }
      placed.push({ id, name: nameOf(item, names), ...at, ...box })
      return box
    }
    if (type === 'ROW') {
      let [x, height] = [at.x, SMALL]
      for (const child of children) {
        const box = walk(child, { ...at, x }, room, depth + 1)
        x += box.width
        height = Math.max(height, box.height)
      }
      return { width: room, height }
    }
    const isTab = type === 'TAB'
    const spot = isTab ? { tabs: [...at.tabs, nameOf(item, names)], tab: id, x: 0, y: 0 } : at
    const width = isTab ? COLUMNS : type === 'COLUMN' ? (meta.width ?? room) : room
    let height = 0
    for (const child of children) {
      const box = walk(child, { ...spot, y: type === 'TABS' ? spot.y : spot.y + height }, width, depth + 1)
      height = type === 'TABS' ? Math.max(height, box.height) : height + box.height
    }
    return { width, height }
  }
  walk('ROOT_ID', { x: 0, y: 0, tabs: [], tab: '' }, COLUMNS, 0)
  return placed
}
