import { type ChartTheme, type CustomModel, fade, type SvgText, svgPicture, svgText, textWidth } from '@coset/chart-kit'

export interface TextLine {
  readonly text: string
  /** px */
  readonly size: number
  readonly color: string
  readonly weight: number
}

export interface TrendPoint {
  readonly x: number
  readonly y: number
  readonly time: string
  readonly value: string
}

export interface Trend {
  /** SVG path data in the coordinates of the chart. */
  readonly line: string
  readonly area: string
  readonly color: string
  readonly points: readonly TrendPoint[]
}

export interface BigNumberData {
  readonly lines: readonly TextLine[]
  readonly trend?: Trend
}

export interface BigNumberInput {
  readonly name: string | undefined
  readonly value: string
  readonly comparison: { readonly text: string; readonly color: string } | undefined
  readonly note: string | undefined
  readonly sizes: { readonly value: number; readonly comparison: number; readonly name: number; readonly note: number }
  readonly valueColor: string | undefined
  readonly trend: Trend | undefined
  readonly theme: ChartTheme
  readonly width: number
  readonly height: number
  readonly summary: string
}

export const PAD = 12
const LEAST_SIZE = 11

/** As large as asked, as small as the width demands. */
function fitted(text: string, wanted: number, width: number): number {
  const wide = textWidth(text, wanted) * 1.25
  return Math.max(LEAST_SIZE, wide > width ? (wanted * width) / wide : wanted)
}

function textLines(input: BigNumberInput): readonly TextLine[] {
  const { theme, sizes, height, width } = input
  const room = width - 2 * PAD
  const scale = input.trend ? 0.62 : 0.9
  const line = (text: string | undefined, fraction: number, color: string, weight: number): TextLine[] =>
    text === undefined || text === '' ? [] : [{ text, size: fitted(text, Math.max(LEAST_SIZE, fraction * height * scale), room), color, weight }]
  const small = (fraction: number): number => Math.min(fraction, 24 / Math.max(1, height * scale))
  return [
    ...line(input.name, small(sizes.name), theme.mutedText, 500),
    ...line(input.value, sizes.value, input.valueColor ?? theme.text, 600),
    ...line(input.comparison?.text, small(sizes.comparison), input.comparison?.color ?? theme.mutedText, 500),
    ...line(input.note, small(sizes.note), theme.mutedText, 400),
  ]
}

/** Where the base line of each text stands. */
export function baselines(lines: readonly TextLine[], height: number, withTrend: boolean): readonly number[] {
  const block = lines.reduce((sum, line) => sum + line.size * 1.25, 0)
  let y = withTrend ? PAD : Math.max(PAD, (height - block) / 2)
  return lines.map((line) => {
    y += line.size * 1.25
    return y - line.size * 0.3
  })
}

function picture({ lines, trend }: BigNumberData, { theme, width, height }: BigNumberInput): string {
  const ys = baselines(lines, height, trend !== undefined)
  const texts = lines.map((line, index): SvgText => ({ x: PAD, y: ys[index] ?? 0, text: line.text, size: line.size, color: line.color, weight: line.weight }))
  const path = trend
    ? `<path d="${trend.area}" fill="${fade(trend.color, 0.14)}"/><path d="${trend.line}" fill="none" stroke="${trend.color}" stroke-width="2"/>`
    : ''
  return svgPicture(width, height, theme.fontFamily, path + texts.map(svgText).join(''))
}

/** A number with what explains it: name, comparison, note, trend. */
export function bigNumberModel(input: BigNumberInput): CustomModel<BigNumberData> {
  const data: BigNumberData = { lines: textLines(input), ...(input.trend && { trend: input.trend }) }
  return { kind: 'custom', data, summary: input.summary, svg: () => picture(data, input) }
}
