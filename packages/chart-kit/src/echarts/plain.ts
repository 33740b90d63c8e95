import { writeExact } from '@coset/core'
/** Text for canvas labels: one line, no rich-text markers, at most `most` characters. Data never becomes markup. */
export function plain(value: unknown, most = 80): string {
  const text = String(value ?? '')
    .replace(/\s+/g, ' ')
    .replace(/\{(?=[\w-]*\|)/g, '{\u200b')
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

/** The label of a missing value. */
export const MISSING = '(null)'

/** A dimension's value as a label: null is {@link MISSING}, empty text says so. */
export function labelOf(value: unknown): string {
  if (value === null || value === undefined) return MISSING
  if (value === '') return '(empty)'
  return typeof value === 'object' ? writeExact(value) : String(value)
}

/** Lines for the tip under the pointer: values right-aligned by figure spaces, since the tip is drawn as text. */
export function tipLines(rows: readonly { readonly marker?: string | undefined; readonly name: string; readonly value: string }[]): string {
  const width = Math.max(0, ...rows.map((row) => row.value.length))
  return rows.map((row) => `${row.marker ?? ''}${row.value.padStart(width, '\u2007')}  ${plain(row.name, 60)}`).join('\n')
}
