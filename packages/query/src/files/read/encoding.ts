import type { AppError } from '@coset/core'
import { refused } from './refusals.ts'

const lineOf = (bytes: Uint8Array, end: number): number => {
  let line = 1
  for (let at = 0; at < end; at++) if (bytes[at] === 0x0a) line++
  return line
}

/** Where the first bytes stand that are no UTF-8. */
const faultAt = (bytes: Uint8Array): number => {
  const decodes = (end: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true })
      return true
    } catch {
      return false
    }
  }
  let good = 0
  let bad = bytes.byteLength
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1
    if (decodes(middle)) good = middle
    else bad = middle
  }
  return good
}

const notUtf8 = (bytes: Uint8Array, cause: unknown): AppError =>
  refused('file', `Line ${lineOf(bytes, faultAt(bytes))} of the file is not UTF-8 (it may be Latin-1). Save the file as UTF-8 and upload it again.`, cause)

/** The text of a file: UTF-8, or UTF-16 that begins with its mark. Throws Unprocessable that names the first line which is neither. */
export const textOf = (bytes: Uint8Array): string => {
  const mark = `${bytes[0]} ${bytes[1]}`
  const encoding = mark === '255 254' ? 'utf-16le' : mark === '254 255' ? 'utf-16be' : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    const nul = text.indexOf('\0')
    if (nul < 0) return text
    throw refused('file', `Line ${text.slice(0, nul).split('\n').length} of the file holds a NUL character. Save the file as UTF-8 and upload it again.`)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw encoding === 'utf-8' ? notUtf8(bytes, error) : refused('file', 'The file begins as UTF-16 but is not', error)
  }
}
