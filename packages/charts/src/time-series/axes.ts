import { type ChartTheme, type FormData, plotAxis, readBounds, readFlag, readNumber, readText, valueAxis } from '@coset/chart-kit'
import type { EChartsOption } from 'echarts'
import { grainOf } from '../cells.ts'
import type { Frame } from './frame.ts'

/** Shortest distance of two ticks in ms, so that a monthly axis never names days. */
const GRAIN_MS: Readonly<Record<string, number>> = {
  PT1H: 3_600_000,
  P1D: 86_400_000,
  P1W: 7 * 86_400_000,
  P1M: 28 * 86_400_000,
  P3M: 90 * 86_400_000,
  P1Y: 365 * 86_400_000,
}

export interface AxesInput {
  readonly formData: FormData
  readonly theme: ChartTheme
  readonly frame: Frame
  readonly width: number
  readonly height: number
  readonly horizontal: boolean
  readonly bars: boolean
  /** One for each value axis; the second stands on the right. */
  readonly values: readonly {
    readonly format: (value: unknown) => string
    readonly title: string
    readonly log: boolean
    readonly min?: number | undefined
    readonly max?: number | undefined
    /** Distance of the ticks. */
    readonly step?: number | undefined
  }[]
}

function turned(formData: FormData): number {
  return readNumber(formData, 'xAxisLabelRotation') ?? 0
}

/** The axis's title; it names the zone of times that are not shown as in the data. */
function titleOf({ formData, frame, height }: AxesInput): string {
  const own = readText(formData, 'x_axis_title')
  if (frame.zone === undefined || height < 100) return own
  return own === '' ? frame.zone : `${own} (${frame.zone})`
}

function baseOf(input: AxesInput): object {
  const { formData, theme, frame, width, height, horizontal, bars } = input
  const bounds = readFlag(formData, 'truncateXAxis', true) && frame.kind === 'value' ? readBounds(formData, 'xAxisBounds') : { min: undefined, max: undefined }
  const grain = grainOf(formData)
  const interval = formData['xAxisLabelInterval']
  return {
    ...plotAxis({
      theme,
      type: frame.kind,
      ...(frame.kind === 'category' && { data: frame.xs.map(String) }),
      format: frame.format,
      title: titleOf(input),
      titleGap: 28 + (readNumber(formData, 'x_axis_title_margin') ?? 0),
      rotate: turned(formData),
      ...(frame.kind === 'category' && { boundaryGap: bars || horizontal || frame.xs.length < 2 }),
      ...(frame.kind === 'category' && { interval: interval === 0 || interval === '0' ? 0 : 'auto' }),
      ...(frame.kind === 'time' && grain !== undefined && !readFlag(formData, 'force_max_interval') && { minInterval: GRAIN_MS[grain] }),
      minorTicks: readFlag(formData, 'minorTicks'),
      hideLabels: height < 60,
      upright: horizontal,
      ...(horizontal
        ? { widest: Math.min(160, width * 0.35) }
        : frame.kind === 'category' && turned(formData) === 0 && { widest: Math.min(140, Math.max(44, (width - 70) / frame.xs.length)) }),
      min: bounds.min,
      max: bounds.max,
    }),
    ...(horizontal && { inverse: frame.kind === 'category' }),
    ...(frame.kind === 'value' && bounds.min === undefined && { scale: true }),
  }
}

/** Room that the labels and titles need around the plot, in px. */
export function plotInsets(input: AxesInput): { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number } {
  const { formData, height, horizontal, values, width } = input
  const tiny = height < 100
  const xTitle = titleOf(input) === '' ? 0 : 18 + (readNumber(formData, 'x_axis_title_margin') ?? 0)
  const onTop = readText(formData, 'y_axis_title_position', 'Left') === 'Top'
  const yTitle = readText(formData, 'y_axis_title') === '' || onTop ? 0 : 18 + Math.min(40, readNumber(formData, 'y_axis_title_margin') ?? 0)
  const zoom = readFlag(formData, 'zoomable') && !tiny ? 34 : 0
  return {
    left: 8 + (horizontal ? xTitle : yTitle),
    right: 14 + (values.length > 1 && values[1]?.title ? 18 : 0) + Math.min(10, width * 0.02),
    top: tiny ? 4 : 12 + (onTop && readText(formData, 'y_axis_title') !== '' ? 18 : 0),
    bottom: (tiny ? 2 : 6) + (horizontal ? yTitle : xTitle) + zoom,
  }
}

/** Both axes of the plot. */
export function plotAxes(input: AxesInput): Pick<EChartsOption, 'xAxis' | 'yAxis'> {
  const { formData, theme, height, horizontal, values } = input
  const onTop = readText(formData, 'y_axis_title_position', 'Left') === 'Top'
  const sides = values.map(({ format, title, log, min, max, step }, index) => ({
    ...valueAxis({
      theme,
      format,
      title,
      titleGap: index === 0 && onTop ? 10 : 36 + Math.min(40, readNumber(formData, 'y_axis_title_margin') ?? 0) * (index === 0 ? 1 : 0),
      titleOnTop: index === 0 && onTop,
      log,
      min,
      max,
      minor: readFlag(formData, 'minorSplitLine'),
      compact: height < 160,
      rules: index === 0,
    }),
    ...(step !== undefined && { interval: step }),
    ...(index > 0 && { position: 'right' as const }),
    ...(height < 60 && { axisLabel: { show: false } }),
  }))
  const base = baseOf(input)
  const value = sides.length === 1 ? (sides[0] ?? {}) : sides
  return (horizontal ? { xAxis: value, yAxis: base } : { xAxis: base, yAxis: value }) as Pick<EChartsOption, 'xAxis' | 'yAxis'>
}
