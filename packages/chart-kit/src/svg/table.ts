import type { ChartTheme } from '../definition.ts'
import { textWidth } from '../echarts/pieces.ts'
import { svgPicture, svgText } from './text.ts'

export interface SvgTableInput {
  readonly headers: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Which columns hold numbers and stand on the right. */
  readonly numeric: readonly boolean[]
  readonly total: number
  readonly theme: ChartTheme
  readonly width: number
  readonly height: number
}

const ROW = 26
const SIZE = 12
const PAD = 10

function cut(text: string, room: number): string {
  if (textWidth(text, SIZE) <= room) return text
  let end = text.length
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, SIZE) > room) end -= 1
  return `${text.slice(0, end)}…`
}

function columnWidths({ headers, rows, width }: SvgTableInput): readonly number[] {
  const wanted = headers.map((header, index) => {
    const texts = [header, ...rows.slice(0, 50).map((row) => row[index] ?? '')]
    return Math.min(260, Math.max(...texts.map((text) => textWidth(text, SIZE))) + 2 * PAD)
  })
  const sum = wanted.reduce((total, one) => total + one, 0)
  return sum < width ? wanted.map((one) => (one * width) / Math.max(1, sum)) : wanted
}

/** A table as a still picture: as many rows and columns as fit, and a last line that says how many rows there are. */
export function svgTable(input: SvgTableInput): string {
  const { headers, rows, numeric, theme, width, height } = input
  const widths = columnWidths(input)
  const fits = Math.max(0, Math.floor((height - ROW) / ROW))
  const cutRows = rows.length > fits || input.total > rows.length
  const shown = rows.slice(0, cutRows ? Math.max(0, fits - 1) : fits)
  const parts: string[] = []
  let x = 0
  for (const [index, header] of headers.entries()) {
    const own = widths[index] ?? 0
    if (x >= width) break
    const right = numeric[index] === true
    const place = { x: right ? x + own - PAD : x + PAD, size: SIZE, anchor: right ? ('end' as const) : ('start' as const) }
    parts.push(svgText({ ...place, y: 17, text: cut(header, own - 2 * PAD), color: theme.mutedText, weight: 600 }))
    for (const [line, row] of shown.entries()) {
      parts.push(svgText({ ...place, y: ROW * (line + 1) + 17, text: cut(row[index] ?? '', own - 2 * PAD), color: theme.text }))
    }
    x += own
  }
  for (let line = 1; line <= shown.length; line += 1) {
    parts.push(`<line x1="0" x2="${width}" y1="${line * ROW}" y2="${line * ROW}" stroke="${theme.line}" stroke-width="1"/>`)
  }
  if (cutRows) {
    parts.push(svgText({ x: PAD, y: ROW * (shown.length + 1) + 17, text: `${shown.length} of ${input.total} rows`, size: SIZE, color: theme.mutedText }))
  }
  return svgPicture(width, height, theme.fontFamily, parts.join(''))
}
