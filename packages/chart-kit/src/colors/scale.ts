import { mix } from './mix.ts'
import { categoricalColors } from './schemes.ts'

export interface ColorScaleOptions {
  /** Label → colour, as saved with the dashboard. */
  readonly overrides?: Readonly<Record<string, string>>
  readonly dark?: boolean
}

/** A label's colour in a scheme. */
export type ColorOf = (label: string, scheme: string) => string

/** FNV-1a over UTF-16 units: small, fast and the same everywhere. */
export function hashLabel(label: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < label.length; index += 1) hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** Each scheme three times over: as it is, then towards the page and away from it, so that many labels still differ. */
function slots(scheme: string, dark: boolean): readonly string[] {
  const colors = categoricalColors(scheme, dark)
  const [near, far] = dark ? ['#14161b', '#ffffff'] : ['#ffffff', '#14161b']
  return [...colors, ...colors.map((color) => mix(color, near, 0.4)), ...colors.map((color) => mix(color, far, 0.35))]
}

/**
 * Colours by label. A label first gets the colour that its hash picks; when another label of this scale has it, the next
 * free one. Share one scale over a dashboard: then a label looks the same on every chart. When every colour is taken, the hash decides alone.
 */
export function createColorScale({ overrides = {}, dark = false }: ColorScaleOptions = {}): ColorOf {
  const schemes = new Map<
    string,
    { readonly colors: readonly string[]; readonly base: number; readonly taken: Map<number, string>; readonly given: Map<string, number> }
  >()
  return (label, scheme) => {
    if (Object.hasOwn(overrides, label)) return overrides[label] ?? '#888888'
    let state = schemes.get(scheme)
    if (!state) {
      const base = categoricalColors(scheme, dark).length
      state = { colors: slots(scheme, dark), base, taken: new Map(), given: new Map() }
      schemes.set(scheme, state)
    }
    const { colors, base, taken, given } = state
    let slot = given.get(label)
    if (slot === undefined) {
      slot = freeSlot(hashLabel(label), base, colors.length, taken)
      taken.set(slot, label)
      given.set(label, slot)
    }
    return colors[slot] ?? '#888888'
  }
}

/** First among the plain colours, then among the shades; a full scale shares. */
function freeSlot(hash: number, base: number, all: number, taken: ReadonlyMap<number, string>): number {
  for (let start = 0; start < all; start += base) {
    for (let step = 0; step < base; step += 1) {
      const slot = start + ((hash + step) % base)
      if (!taken.has(slot)) return slot
    }
  }
  return hash % all
}
