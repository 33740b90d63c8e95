import { PAD, type Trend } from './model.ts'

export interface TrendInput {
  readonly points: readonly { readonly time: number; readonly value: number | null }[]
  readonly width: number
  readonly height: number
  readonly color: string
  readonly fromZero: boolean
  /** Bounds of the time axis in epoch ms; the data's own where absent. */
  readonly range?: readonly [number, number] | undefined
  readonly time: (value: unknown) => string
  readonly format: (value: unknown) => string
}

const SHARE = 0.36
const fixed = (value: number): string => value.toFixed(1)

/** The course of the number as a path along the lower third. Undefined with fewer than two known points. */
export function trendOf({ points, width, height, color, fromZero, range, time, format }: TrendInput): Trend | undefined {
  const known = points.filter((point): point is { time: number; value: number } => point.value !== null)
  const first = known[0]
  const last = known.at(-1)
  if (!first || !last || known.length < 2) return undefined
  const [from, to] = range ?? [first.time, last.time]
  let least = fromZero ? 0 : Number.POSITIVE_INFINITY
  let most = fromZero ? 0 : Number.NEGATIVE_INFINITY
  for (const { value } of known) {
    if (value < least) least = value
    if (value > most) most = value
  }
  const top = height * (1 - SHARE)
  const bottom = height - PAD
  const x = (at: number): number => PAD + ((at - from) / (to - from || 1)) * (width - 2 * PAD)
  const y = (value: number): number => bottom - ((value - least) / (most - least || 1)) * (bottom - top)
  const placed = known.map((point) => ({ x: x(point.time), y: y(point.value), time: time(point.time), value: format(point.value) }))
  const line = placed.map((point, index) => `${index === 0 ? 'M' : 'L'}${fixed(point.x)} ${fixed(point.y)}`).join('')
  return { line, area: `${line}L${fixed(placed.at(-1)?.x ?? 0)} ${fixed(bottom)}L${fixed(placed[0]?.x ?? 0)} ${fixed(bottom)}Z`, color, points: placed }
}
