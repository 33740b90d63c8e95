import { writeExact } from '@coset/core'
export type Row = Readonly<Record<string, unknown>>

/** A value as text: times (epoch ms) as ISO without needless midnight, objects as JSON; null for nothing. */
export function cellText(value: unknown, type?: number): string | null {
  if (value === null || value === undefined) return null
  if (type === 2 && typeof value === 'number' && Math.abs(value) < 8.64e15)
    return new Date(value)
      .toISOString()
      .replace('T', ' ')
      .replace(/(\.000)?Z$/, '')
      .replace(/ 00:00:00$/, '')
  return typeof value === 'object' ? writeExact(value) : String(value)
}

/** The rows in which any cell holds the words. */
export function matchingRows(rows: readonly Row[], columns: readonly string[], types: readonly number[], search: string): readonly Row[] {
  const words = search.trim().toLowerCase()
  if (words === '') return rows
  return rows.filter((row) => columns.some((column, index) => cellText(row[column], types[index])?.toLowerCase().includes(words) === true))
}

/** Tab-separated text for the clipboard, with a header line; tabs and line breaks inside of cells become spaces. */
export function copyText(rows: readonly Row[], columns: readonly string[], types: readonly number[]): string {
  const clean = (text: string | null): string => (text ?? '').replace(/[\t\r\n]+/g, ' ')
  return [columns.map(clean).join('\t'), ...rows.map((row) => columns.map((column, index) => clean(cellText(row[column], types[index]))).join('\t'))].join('\n')
}
