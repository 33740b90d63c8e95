import type { Cell } from '@coset/core'

/** Reads a value from the ASCII bytes of its text; undefined when the text has another form than the usual. */
export type ReadBytes = (bytes: Buffer, from: number, to: number) => Cell | undefined

const ZERO = 48
const MINUS = 45
const DOT = 46
const COLON = 58
const SPACE = 32
/** Digits whose number is exact whatever they are. */
const SAFE_DIGITS = 15

export const integerFrom: ReadBytes = (bytes, from, to) => {
  const isNegative = bytes[from] === MINUS
  const first = isNegative ? from + 1 : from
  if (to - first > SAFE_DIGITS || first === to) return undefined
  let number = 0
  for (let at = first; at < to; at++) number = number * 10 + (bytes[at] as number) - ZERO
  return isNegative ? -number : number
}

const two = (bytes: Buffer, at: number): number => ((bytes[at] as number) - ZERO) * 10 + (bytes[at + 1] as number) - ZERO

// Rows that follow each other often lie on one day
let lastDay = -1
let lastMs = 0

const WHOLE = 19
/** Microseconds of a digit by its place after the point. */
const PLACES = [100_000, 10_000, 1_000, 100, 10, 1]

/** `2021-01-31 13:00:00[.f][+00]`. */
export const timestampFrom: ReadBytes = (bytes, from, to) => {
  const hasZone = to - from > WHOLE && bytes[to - 3] === 43 && bytes[to - 2] === ZERO && bytes[to - 1] === ZERO
  const length = (hasZone ? to - 3 : to) - from
  if (length < WHOLE || length > WHOLE + 7) return undefined
  if (bytes[from + 4] !== MINUS || bytes[from + 7] !== MINUS || bytes[from + 10] !== SPACE || bytes[from + 13] !== COLON) return undefined
  const year = two(bytes, from) * 100 + two(bytes, from + 2)
  if (year < 100) return undefined
  const day = (year * 100 + two(bytes, from + 5)) * 100 + two(bytes, from + 8)
  if (day !== lastDay) {
    lastMs = Date.UTC(year, two(bytes, from + 5) - 1, two(bytes, from + 8))
    lastDay = day
  }
  const whole = lastMs + ((two(bytes, from + 11) * 60 + two(bytes, from + 14)) * 60 + two(bytes, from + 17)) * 1_000
  if (length === WHOLE) return whole
  if (bytes[from + WHOLE] !== DOT) return undefined
  let micros = 0
  for (let i = 0; i < length - WHOLE - 1; i++) micros += ((bytes[from + WHOLE + 1 + i] as number) - ZERO) * (PLACES[i] ?? 0)
  return whole + micros / 1_000
}
