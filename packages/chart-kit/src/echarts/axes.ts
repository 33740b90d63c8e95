import type { XAXisComponentOption, YAXisComponentOption } from 'echarts'
import type { ChartTheme } from '../definition.ts'
import { FONT } from './pieces.ts'
import { plain } from './plain.ts'

export interface AxisLook {
  readonly theme: ChartTheme
  readonly title?: string
  /** Distance of the title from the labels in px. */
  readonly titleGap?: number
  readonly format?: (value: unknown) => string
  readonly min?: number | undefined
  readonly max?: number | undefined
}

function named({ theme, title, titleGap = 0 }: AxisLook, middle: boolean): object {
  if (!title) return {}
  return {
    name: plain(title),
    nameLocation: middle ? 'middle' : 'end',
    nameGap: titleGap,
    nameTextStyle: { color: theme.mutedText, fontSize: FONT, ...(!middle && { align: 'left' }) },
  }
}

function limits({ min, max }: AxisLook): object {
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
}

/** Numbers: no line of its own, thin rules across the plot. `compact` asks for few ticks. */
export function valueAxis(
  look: AxisLook & { readonly log?: boolean; readonly minor?: boolean; readonly compact?: boolean; readonly rules?: boolean; readonly titleOnTop?: boolean },
): YAXisComponentOption & XAXisComponentOption {
  const { theme, format } = look
  return {
    type: look.log ? 'log' : 'value',
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: theme.mutedText, fontSize: FONT, hideOverlap: true, ...(format && { formatter: (value: unknown) => plain(format(value), 24) }) },
    splitLine: { show: look.rules ?? true, lineStyle: { color: theme.line, width: 1 } },
    minorSplitLine: { show: look.minor ?? false, lineStyle: { color: theme.line, opacity: 0.5 } },
    ...(look.minor && { minorTick: { show: true } }),
    splitNumber: look.compact ? 2 : 4,
    ...named(look, !look.titleOnTop),
    ...limits(look),
  } as YAXisComponentOption & XAXisComponentOption
}

/** Categories or time along the plot: a thin line, no ticks. */
export function plotAxis(
  look: AxisLook & {
    readonly type: 'category' | 'time' | 'value'
    readonly data?: readonly string[]
    readonly rotate?: number
    readonly interval?: number | 'auto'
    readonly boundaryGap?: boolean
    readonly minInterval?: number | undefined
    readonly minorTicks?: boolean
    readonly widest?: number
    readonly hideLabels?: boolean
    /** The axis stands at the side. */
    readonly upright?: boolean
  },
): XAXisComponentOption & YAXisComponentOption {
  const { theme, format, rotate = 0 } = look
  const widest = look.widest ?? (rotate === 0 ? 120 : 90)
  return {
    type: look.type,
    ...(look.data && { data: [...look.data] }),
    ...(look.boundaryGap !== undefined && { boundaryGap: look.boundaryGap }),
    ...(look.minInterval !== undefined && { minInterval: look.minInterval }),
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    ...(look.minorTicks && { minorTick: { show: true } }),
    splitLine: { show: false },
    axisLabel: {
      show: !look.hideLabels,
      color: theme.mutedText,
      fontSize: FONT,
      hideOverlap: true,
      ...(!look.upright && { padding: [0, 4] }),
      rotate,
      ...(look.type === 'time' && { showMinLabel: true }),
      ...(look.interval !== undefined && { interval: look.interval }),
      ...(look.type === 'category' && { width: widest, overflow: 'truncate' }),
      formatter: (value: unknown) => plain(format ? format(value) : value, 60),
    },
    ...named(look, true),
    ...limits(look),
  } as XAXisComponentOption & YAXisComponentOption
}
