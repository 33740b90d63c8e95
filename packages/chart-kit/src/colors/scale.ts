import { mix } from './mix.ts'
import { categoricalColors } from './schemes.ts'

/** `hashLabel` of labels → their place among a scheme's colours. */
export type Places = Map<number, number>

export interface ColorScaleOptions {
  /** Label → colour, as saved with the dashboard. */
  readonly overrides?: Readonly<Record<string, string>>
  readonly dark?: boolean
  /** Places that labels had before, by scheme; those of this scale are put down here. */
  readonly places?: Map<string, Places>
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
 * Which is the next free one depends on what was asked before: `places` keeps it from one scale to the next.
 */
export function createColorScale({ overrides = {}, dark = false, places = new Map() }: ColorScaleOptions = {}): ColorOf {
  const schemes = new Map<
    string,
    { readonly colors: readonly string[]; readonly base: number; readonly taken: Set<number>; readonly given: Map<string, number>; readonly kept: Places }
  >()
  const begin = (scheme: string) => {
    const kept = places.get(scheme) ?? new Map<number, number>()
    places.set(scheme, kept)
    const state = {
      colors: slots(scheme, dark),
      base: categoricalColors(scheme, dark).length,
      taken: new Set<number>(),
      given: new Map<string, number>(),
      kept,
    }
    schemes.set(scheme, state)
    return state
  }
  return (label, scheme) => {
    if (Object.hasOwn(overrides, label)) return overrides[label] ?? '#888888'
    const { colors, base, taken, given, kept } = schemes.get(scheme) ?? begin(scheme)
    let slot = given.get(label)
    if (slot === undefined) {
      const hash = hashLabel(label)
      const before = kept.get(hash)
      const free = (...avoid: readonly ReadonlySet<number>[]): number | undefined => freeSlot(hash, base, colors.length, avoid)
      slot =
        before !== undefined && before in colors && !taken.has(before) ? before : (free(taken, new Set(kept.values())) ?? free(taken) ?? hash % colors.length)
      taken.add(slot)
      given.set(label, slot)
      kept.set(hash, slot)
    }
    return colors[slot] ?? '#888888'
  }
}

/** First among the plain colours, then among the shades; undefined when all are avoided. */
function freeSlot(hash: number, base: number, all: number, avoid: readonly ReadonlySet<number>[]): number | undefined {
  for (let start = 0; start < all; start += base) {
    for (let step = 0; step < base; step += 1) {
      const slot = start + ((hash + step) % base)
      if (avoid.every((slots) => !slots.has(slot))) return slot
    }
  }
  return undefined
}
