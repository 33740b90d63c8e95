import { CATEGORICAL, SEQUENTIAL } from './named.ts'
import { OWN_DARK, OWN_LIGHT, OWN_RANGES } from './own.ts'

const hexes = (text: string): readonly string[] => text.split(' ').map((hex) => `#${hex}`)

/** The categorical schemes on offer, ours first. */
export const CATEGORICAL_SCHEMES: readonly string[] = ['coset', ...Object.keys(CATEGORICAL)]
/** The ranges on offer, ours first. */
export const SEQUENTIAL_SCHEMES: readonly string[] = [...Object.keys(OWN_RANGES), ...Object.keys(SEQUENTIAL)]

/** The colours of a categorical scheme; an unknown name gives ours. */
export function categoricalColors(scheme: string, dark = false): readonly string[] {
  const named = Object.hasOwn(CATEGORICAL, scheme) ? CATEGORICAL[scheme] : undefined
  return named === undefined ? (dark ? OWN_DARK : OWN_LIGHT) : hexes(named)
}

/** The stops of a range from low to high; an unknown name gives ours. */
export function sequentialColors(scheme: string, dark = false): readonly string[] {
  const named = Object.hasOwn(SEQUENTIAL, scheme) ? SEQUENTIAL[scheme] : undefined
  if (named !== undefined) return hexes(named)
  const own = (Object.hasOwn(OWN_RANGES, scheme) ? OWN_RANGES[scheme] : undefined) ?? OWN_RANGES['coset_blue']
  return (dark ? own?.dark : own?.light) ?? OWN_LIGHT
}
