import { contrast } from './mix.ts'
import { CATEGORICAL, SEQUENTIAL } from './named.ts'
import { OWN_DARK, OWN_LIGHT, OWN_RANGES } from './own.ts'

/** About what dark pages and cards are. */
const DARK_PAGE = '#1a1d26'
/** A contrast below which an area does not stand out from the page. */
const LOST = 1.7
const UNSEEN = 1.3

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

/** Goes a range from light to so dark that its end is lost on a dark page? Ranges that part in the middle do not. */
const endsInTheDark = (stops: readonly string[]): boolean => {
  const [first, middle, last] = [stops[0], stops[Math.floor(stops.length / 2)], stops.at(-1)].map((stop) => contrast(stop ?? '', DARK_PAGE))
  return first !== undefined && middle !== undefined && last !== undefined && first > middle && middle >= last && last < LOST
}

/** Turned round, without the stops that cannot be told from a dark page. */
const turned = (stops: readonly string[]): readonly string[] => {
  const seen = stops.filter((stop) => contrast(stop, DARK_PAGE) >= UNSEEN)
  return (seen.length < 2 ? stops : seen).toReversed()
}

/** The stops of a range from low to high; an unknown name gives ours. On dark pages high is light where it would be lost otherwise. */
export function sequentialColors(scheme: string, dark = false): readonly string[] {
  const named = Object.hasOwn(SEQUENTIAL, scheme) ? SEQUENTIAL[scheme] : undefined
  if (named !== undefined) return dark && endsInTheDark(hexes(named)) ? turned(hexes(named)) : hexes(named)
  const own = (Object.hasOwn(OWN_RANGES, scheme) ? OWN_RANGES[scheme] : undefined) ?? OWN_RANGES['coset_blue']
  return (dark ? own?.dark : own?.light) ?? OWN_LIGHT
}
