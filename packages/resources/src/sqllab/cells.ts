import type { Cell, CellType, JsonValue } from '@coset/core'
import { floatText, isMissing, timestampText } from '@coset/frame'

const quoted = (text: string): string => {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  return mark + text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`).replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t') + mark
}

const numberText = (value: number): string => (Number.isInteger(value) ? String(value) : floatText(value))

/** An object as clients of the field show it: `{'a': 1, 'b': None}`. */
const objectText = (value: JsonValue): string => {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(objectText).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, member]) => `${quoted(key)}: ${objectText(member as JsonValue)}`)
    .join(', ')}}`
}

/** JSON text with a blank after each comma and colon. */
const spacedJson = (value: JsonValue): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, member]) => `${JSON.stringify(key)}: ${spacedJson(member as JsonValue)}`)
    .join(', ')}}`
}

const decoders = [new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }), new TextDecoder('utf-16le', { fatal: true })]

/** Text where the bytes are some. */
const bytesText = (bytes: Uint8Array): string => {
  for (const decoder of decoders)
    try {
      return decoder.decode(bytes)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  return '[bytes]'
}

const moment = (value: number, nativeType: string): string =>
  `${timestampText(value).replace(' ', 'T')}${/tz$|with time zone/i.test(nativeType) ? '+00:00' : ''}`

/** How cells of a column are written in answers: numbers too long for a double are texts, moments ISO texts, what is no number null. */
export const cellWriter = (type: CellType, nativeType: string): ((cell: Cell) => string | number | boolean | null) => {
  return (cell) => {
    if (isMissing(cell) || cell === null) return null
    if (typeof cell === 'number') {
      if (!Number.isFinite(cell)) return null
      if (type === 'timestamp') return moment(cell, nativeType)
      return type === 'date' ? timestampText(cell).slice(0, 10) : cell
    }
    if (typeof cell === 'bigint') return String(cell)
    if (typeof cell === 'string' || typeof cell === 'boolean') return type === 'decimal' && /nan|inf/i.test(String(cell)) ? null : cell
    if (cell instanceof Uint8Array) return bytesText(cell)
    return Array.isArray(cell) ? spacedJson(cell) : objectText(cell as JsonValue)
  }
}

/** Distinct names: a second `a` becomes `a__1`; columns without a name `_col_<place>`. */
export const distinctNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>()
  return names.map((name, i) => {
    const base = name === '' ? `_col_${i}` : name
    let own = base
    for (let n = 1; taken.has(own); n++) own = `${base}__${n}`
    taken.add(own)
    return own
  })
}
