/** Something that stands on a dashboard's picture, px from its top left corner. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type Placed =
  | (Box & { readonly kind: 'chart'; readonly chartId: number; readonly name: string | null })
  | (Box & { readonly kind: 'text'; readonly text: string })
  | (Box & { readonly kind: 'heading'; readonly text: string; readonly size: number })
  | (Box & { readonly kind: 'tabs'; readonly labels: readonly string[]; readonly open: number })
  | (Box & { readonly kind: 'line' })

export interface Arranged {
  readonly height: number
  readonly placed: readonly Placed[]
}

interface Item {
  readonly id: string
  readonly type: string
  readonly children: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
}

const COLUMNS = 12
const UNIT = 8
const GAP = 16
const TABS_HEIGHT = 44
const HEADING: Readonly<Record<string, number>> = { SMALL_HEADER: 16, MEDIUM_HEADER: 20, LARGE_HEADER: 26 }
const MOST_DEPTH = 30

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const itemOf = (layout: Readonly<Record<string, unknown>>, id: string): Item | null => {
  const raw = Object.hasOwn(layout, id) ? layout[id] : undefined
  if (!isRecord(raw) || typeof raw['type'] !== 'string') return null
  const children = Array.isArray(raw['children']) ? raw['children'].filter((one): one is string => typeof one === 'string') : []
  return { id, type: raw['type'], children, meta: isRecord(raw['meta']) ? raw['meta'] : {} }
}

const whole = (value: unknown, otherwise: number): number => (typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : otherwise)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

interface Site {
  readonly layout: Readonly<Record<string, unknown>>
  /** Ids of the tabs that are open; the first of a row of tabs is open otherwise. */
  readonly open: ReadonlySet<string>
}

/** `columns`: how many of the dashboard's twelve the place has; widths of items count in these, inside columns too. */
type Place = (id: string, at: Spot) => Arranged

interface Spot {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly columns: number
  readonly depth: number
}

const stack = (place: Place, ids: readonly string[], spot: Spot): Arranged => {
  const placed: Placed[] = []
  let y = spot.y
  for (const id of ids) {
    const one = place(id, { ...spot, y })
    placed.push(...one.placed)
    if (one.height > 0) y += one.height + GAP
  }
  return { height: Math.max(0, y - spot.y - GAP), placed }
}

const row = (site: Site, place: Place, item: Item, spot: Spot): Arranged => {
  const unit = (spot.width - GAP * (spot.columns - 1)) / spot.columns
  const placed: Placed[] = []
  let x = spot.x
  let height = 0
  for (const id of item.children) {
    const columns = Math.min(spot.columns, whole(itemOf(site.layout, id)?.meta['width'], 4))
    const width = unit * columns + GAP * (columns - 1)
    const one = place(id, { ...spot, x, width, columns })
    placed.push(...one.placed)
    height = Math.max(height, one.height)
    x += width + GAP
  }
  return { height, placed }
}

const tabs = (site: Site, place: Place, item: Item, spot: Spot): Arranged => {
  const open = Math.max(
    0,
    item.children.findIndex((id) => site.open.has(id)),
  )
  const labels = item.children.map((id) => textOf(itemOf(site.layout, id)?.meta['text']) || 'Tab')
  const inside = stack(place, itemOf(site.layout, item.children[open] ?? '')?.children ?? [], { ...spot, y: spot.y + TABS_HEIGHT + GAP })
  const { x, y, width } = spot
  return { height: TABS_HEIGHT + GAP + inside.height, placed: [{ kind: 'tabs', x, y, width, height: TABS_HEIGHT, labels, open }, ...inside.placed] }
}

const placeIn =
  (site: Site): Place =>
  (id, spot) => {
    const place = placeIn(site)
    const item = spot.depth > MOST_DEPTH ? null : itemOf(site.layout, id)
    if (item === null) return { height: 0, placed: [] }
    const { x, y, width } = spot
    const inner = { ...spot, depth: spot.depth + 1 }
    const box = { x, y, width, height: whole(item.meta['height'], 50) * UNIT }
    switch (item.type) {
      case 'ROW':
        return row(site, place, item, inner)
      case 'TABS':
        return tabs(site, place, item, inner)
      case 'CHART': {
        const name = textOf(item.meta['sliceNameOverride']) || null
        return { height: box.height, placed: [{ kind: 'chart', ...box, chartId: whole(item.meta['chartId'], 0), name }] }
      }
      case 'MARKDOWN':
        return { height: box.height, placed: [{ kind: 'text', ...box, text: textOf(item.meta['code']) }] }
      case 'HEADER': {
        const size = HEADING[textOf(item.meta['headerSize'])] ?? 20
        return { height: size * 2, placed: [{ kind: 'heading', ...box, height: size * 2, text: textOf(item.meta['text']), size }] }
      }
      case 'DIVIDER':
        return { height: 1, placed: [{ kind: 'line', ...box, height: 1 }] }
      default:
        return stack(place, item.children, inner)
    }
  }

/** Where everything of a dashboard stands on a picture of `width` px; `from` is the item to begin with (a tab, or `ROOT_ID`). */
export const arrange = (layout: Readonly<Record<string, unknown>>, width: number, open: readonly string[], from = 'ROOT_ID'): Arranged =>
  placeIn({ layout, open: new Set(open) })(from, { x: 0, y: 0, width, columns: COLUMNS, depth: 0 })
