import type { Value } from './values.ts'

const WIDE = /[\ud800-\udfff]/

/** A text's characters as Python counts them: code points. */
export const characters = (text: string): readonly string[] => (WIDE.test(text) ? [...text] : text.split(''))

export const characterCount = (text: string): number => (WIDE.test(text) ? [...text].length : text.length)

/** The UTF-16 offset of a character, and back. */
export const offsetOf = (text: string, character: number): number => (WIDE.test(text) ? characters(text).slice(0, character).join('').length : character)

export const characterAt = (text: string, offset: number): number => (offset < 0 ? -1 : characterCount(text.slice(0, offset)))

interface Bounds {
  readonly start: number | null
  readonly stop: number | null
  readonly step: number
}

/** The positions that Python's `[start:stop:step]` picks from a sequence. `step` is not 0. */
export const slicePositions = (length: number, { start, stop, step }: Bounds): readonly number[] => {
  const low = step < 0 ? -1 : 0
  const high = step < 0 ? length - 1 : length
  const clamp = (bound: number | null, otherwise: number): number =>
    bound === null ? otherwise : Math.min(high, Math.max(low, bound < 0 ? bound + length : bound))
  const from = clamp(start, step < 0 ? high : low)
  const to = clamp(stop, step < 0 ? low : high)
  const count = Math.max(0, Math.ceil((to - from) / step))
  return Array.from({ length: count }, (_, i) => from + i * step)
}

export const picked = <T extends Value>(items: readonly T[], positions: readonly number[]): T[] =>
  positions.flatMap((at) => {
    const item = items[at]
    return item === undefined ? [] : [item]
  })
