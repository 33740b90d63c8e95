import { compareText } from '../compare.ts'
import { Fault } from '../errors.ts'
import { floatText, integerText } from '../numbers.ts'
import type { Tools } from '../tools.ts'
import { Dict, Tuple, typeName, type Value } from '../values.ts'

/** Letters beyond ASCII and those that end a script tag are written as `\uXXXX`. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[<>&'\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

const keyText = (key: Value): string => {
  if (typeof key === 'string') return key
  if (key === null) return 'null'
  if (typeof key === 'boolean') return String(key)
  if (typeof key === 'bigint') return integerText(key)
  if (typeof key === 'number') return floatText(key)
  throw new Fault('TypeError', `keys must be str, int, float, bool or None, not ${typeName(key)}`)
}

/** Python's `json.dumps(value, sort_keys=True, indent=…)`. */
export const jsonText = (value: Value, indent: number | null, { budget }: Tools): string => {
  const block = (open: string, parts: readonly string[], close: string, level: number): string => {
    if (parts.length === 0) return open + close
    const feed = indent === null ? '' : `\n${' '.repeat(indent * (level + 1))}`
    const glue = indent === null ? ', ' : `,${feed}`
    const text = open + feed + parts.join(glue) + (indent === null ? '' : `\n${' '.repeat(indent * level)}`) + close
    budget.text(text.length)
    return text
  }
  const write = (item: Value, level: number): string => {
    budget.spend()
    if (item === null) return 'null'
    if (typeof item === 'boolean') return String(item)
    if (typeof item === 'string') return quoted(item)
    if (typeof item === 'bigint') return integerText(item)
    if (typeof item === 'number') return Number.isFinite(item) ? floatText(item) : Number.isNaN(item) ? 'NaN' : item > 0 ? 'Infinity' : '-Infinity'
    return budget.nested(() => {
      const members = item instanceof Tuple ? item.items : item
      if (Array.isArray(members))
        return block(
          '[',
          members.map((one: Value) => write(one, level + 1)),
          ']',
          level,
        )
      if (!(item instanceof Dict)) throw new Fault('TypeError', `Object of type ${typeName(item)} is not JSON serializable`)
      const pairs = [...item.entries.values()].map(([key, one]) => [keyText(key), one] as const).sort(([a], [b]) => compareText(a, b))
      return block(
        '{',
        pairs.map(([key, one]) => `${quoted(key)}: ${write(one, level + 1)}`),
        '}',
        level,
      )
    })
  }
  return write(value, 0)
}
