import { floatText } from '@coset/frame'

const quoted = (text: string): string => {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`).replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
  return mark + escaped + mark
}

/** A nested value (JSON column, array) as the text that clients of the field expect: `{'a': 1}`, `[1, None]`. */
export const nestedText = (value: unknown): string => {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : floatText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(nestedText).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, member]) => `${quoted(key)}: ${nestedText(member)}`)
    .join(', ')}}`
}
