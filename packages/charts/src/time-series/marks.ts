import { type ChartTheme, fade, plain } from '@coset/chart-kit'
import type { BarSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts'
import type { Stacking } from './arrange.ts'
import type { Frame, Series } from './frame.ts'

export type Mark = 'line' | 'smooth' | 'bar' | 'scatter' | 'start' | 'middle' | 'end'
export type MarkOption = LineSeriesOption | BarSeriesOption | ScatterSeriesOption

export interface MarkLook {
  readonly mark: Mark
  readonly theme: ChartTheme
  readonly color: string
  readonly area: boolean
  /** Opacity of the area, 0–1. */
  readonly opacity: number
  readonly stacking: Stacking | undefined
  readonly stack: string | undefined
  readonly markers: boolean
  readonly markerSize: number
  readonly horizontal: boolean
  readonly yAxisIndex: number
  /** Faded because another mark is chosen. */
  readonly dimmed: boolean
  readonly valueText: ((value: number, index: number) => string) | undefined
  /** The values are those of the whole stack and stand above it. */
  readonly totalText?: boolean
  readonly colorOfPoint?: ((index: number) => string) | undefined
  readonly dimPoint?: ((index: number) => boolean) | undefined
}

/** Above this many points a line is thinned to what the screen can show. */
const DENSE = 2000

function points(frame: Frame, values: readonly (number | null)[], horizontal: boolean, look: MarkLook): BarSeriesOption['data'] {
  return values.map((value, index) => {
    const x = frame.xs[index] ?? ''
    const pair = horizontal ? [value, x] : [x, value]
    const color = look.colorOfPoint?.(index)
    const dim = look.dimPoint?.(index)
    if (color === undefined && !dim) return { value: pair as (number | string)[], name: String(x) }
    return { value: pair as (number | string)[], name: String(x), itemStyle: { ...(color !== undefined && { color }), ...(dim && { opacity: 0.3 }) } }
  })
}

function label(look: MarkLook, frame: Frame): object {
  const { valueText, theme, horizontal, stacking, mark } = look
  if (!valueText) return {}
  const inside = stacking !== undefined && mark === 'bar' && !look.totalText
  return {
    label: {
      show: true,
      position: inside ? 'inside' : horizontal ? 'right' : 'top',
      color: inside ? '#ffffff' : theme.text,
      fontSize: 11,
      ...(inside ? {} : { textBorderColor: theme.background, textBorderWidth: 2 }),
      formatter: ({ dataIndex, value }: { dataIndex: number; value: unknown }) => {
        const number = Array.isArray(value) ? value[horizontal ? 0 : 1] : value
        return typeof number === 'number' && frame.xs.length > dataIndex ? plain(valueText(number, dataIndex), 16) : ''
      },
    },
    labelLayout: { hideOverlap: true },
  }
}

function lineOption(one: Series, look: MarkLook, dense: boolean): LineSeriesOption {
  const { mark, color, area, opacity, stacking, dimmed, markers, markerSize } = look
  const twin = one.offset !== undefined
  const filled = area || stacking === 'Stream' || stacking === 'Expand'
  return {
    type: 'line',
    smooth: mark === 'smooth' ? 0.35 : false,
    ...(mark === 'start' || mark === 'middle' || mark === 'end' ? { step: mark } : {}),
    showSymbol: markers,
    symbol: 'circle',
    symbolSize: markers ? markerSize : 5,
    lineStyle: {
      width: stacking === undefined ? 2 : 1,
      color,
      opacity: dimmed ? 0.3 : twin ? 0.7 : 1,
      ...(twin || one.forecast ? { type: 'dashed' as const } : {}),
    },
    ...(filled && !twin && { areaStyle: { color, opacity: (dimmed ? 0.3 : 1) * (stacking === undefined ? opacity : Math.max(opacity, 0.75)) } }),
    ...(dense && stacking === undefined && { sampling: 'lttb' as const }),
  }
}

/** A series as ECharts draws it. */
export function markOption(frame: Frame, one: Series, look: MarkLook): MarkOption {
  const { mark, color, horizontal, dimmed, markerSize, stack } = look
  const dense = one.values.length > DENSE
  const shared = {
    name: one.name,
    data: points(frame, one.values, horizontal, look),
    itemStyle: { color, ...(dimmed && { opacity: 0.3 }) },
    emphasis: { focus: 'none' as const },
    ...(stack !== undefined && { stack, stackStrategy: look.stacking === 'Stream' ? ('all' as const) : ('samesign' as const) }),
    ...(look.yAxisIndex > 0 && { yAxisIndex: look.yAxisIndex }),
    ...label(look, frame),
  }
  if (mark === 'bar') {
    const round = stack === undefined ? 2 : 0
    return {
      ...shared,
      type: 'bar',
      barMaxWidth: 48,
      barGap: '10%',
      barCategoryGap: '24%',
      itemStyle: {
        ...shared.itemStyle,
        borderRadius: horizontal ? [0, round, round, 0] : [round, round, 0, 0],
        ...(one.offset !== undefined && { opacity: 0.55 }),
      },
    } as BarSeriesOption
  }
  if (mark === 'scatter')
    return { ...shared, type: 'scatter', symbolSize: markerSize, itemStyle: { color, opacity: dimmed ? 0.2 : 0.75 } } as ScatterSeriesOption
  return { ...shared, ...lineOption(one, look, dense), connectNulls: false } as LineSeriesOption
}

/** The invisible layer under a stream. */
export function baselineOption(frame: Frame, values: readonly number[], stack: string): LineSeriesOption {
  return {
    type: 'line',
    name: '',
    silent: true,
    stack,
    stackStrategy: 'all',
    data: values.map((value, index) => [frame.xs[index] ?? '', value]),
    lineStyle: { opacity: 0 },
    itemStyle: { opacity: 0 },
    showSymbol: false,
    tooltip: { show: false },
  }
}

/** The band between the lower and the upper forecast, as two stacked layers. */
export function bandOptions(frame: Frame, lower: Series, upper: Series, color: string): readonly LineSeriesOption[] {
  const stack = `band ${lower.key}`
  const edge = {
    type: 'line' as const,
    silent: true,
    stack,
    stackStrategy: 'all' as const,
    lineStyle: { opacity: 0 },
    itemStyle: { opacity: 0 },
    showSymbol: false,
    tooltip: { show: false },
  }
  const height = lower.values.map((value, index) => (value === null ? null : (upper.values[index] ?? value) - value))
  return [
    { ...edge, name: lower.key, data: lower.values.map((value, index) => [frame.xs[index] ?? '', value]) as NonNullable<LineSeriesOption['data']> },
    {
      ...edge,
      name: upper.key,
      areaStyle: { color: fade(color, 0.18) },
      data: height.map((value, index) => [frame.xs[index] ?? '', value]) as NonNullable<LineSeriesOption['data']>,
    },
  ]
}
