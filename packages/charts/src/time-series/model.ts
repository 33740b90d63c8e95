import {
  baseOption,
  comparesInPlace,
  type EChartsModel,
  type EmptyModel,
  type FormData,
  legend,
  metricFormat,
  metricLabel,
  readBounds,
  readColumns,
  readFlag,
  readMetrics,
  readNumber,
  readText,
  type Selectable,
  type TransformInput,
} from '@coset/chart-kit'
import { formatNumber } from '@coset/core'
import type { EChartsOption } from 'echarts'
import { count, emptyModel, firstResult, sameValue } from '../cells.ts'
import { annotationSeries } from './annotations.ts'
import { inOrder, stacked, stackingOf, streamBaseline, totals } from './arrange.ts'
import { plotAxes, plotInsets } from './axes.ts'
import { momentsOf } from './behind.ts'
import { type Frame, type Series, toFrame } from './frame.ts'
import { bandOptions, baselineOption, type Mark, type MarkOption, markOption } from './marks.ts'
import { rawOptionOf } from './raw-option.ts'
import { axisTip } from './tip.ts'

/** How one chart type differs from its family. */
export interface Flavour {
  readonly mark: (formData: FormData) => Mark
  readonly area: (formData: FormData) => boolean
  readonly stacks: boolean
  readonly noun: string
}

/** What a click on a series or a category keeps. */
export function selectableOf(formData: FormData, frame: Frame): Selectable {
  const groups = readColumns(formData, 'groupby')
  const marks: Record<string, ReturnType<typeof sameValue>[]> = {}
  if (groups.length > 0) {
    for (const one of frame.series) {
      if (one.dimensions.length === groups.length) {
        marks[one.name] = groups.map((group, index) => {
          const value = one.dimensions[index]
          return sameValue(typeof group === 'string' ? group : group.label, value === '<NULL>' ? null : value)
        })
      }
    }
  } else if (frame.kind === 'category') {
    for (const [label, raw] of frame.rawByLabel) marks[label] = [sameValue(frame.axis, raw)]
  }
  return marks
}

/** A logarithm knows no zero: what it cannot show is left out, and the axis starts at the power of ten below. */
function forLog(series: readonly Series[]): { readonly series: readonly Series[]; readonly min: number | undefined } {
  let least = Number.POSITIVE_INFINITY
  for (const one of series) for (const value of one.values) if (value !== null && value > 0 && value < least) least = value
  const kept = series.map((one) => ({ ...one, values: one.values.map((value) => (value !== null && value > 0 ? value : null)) }))
  return { series: kept, min: Number.isFinite(least) ? 10 ** Math.floor(Math.log10(least)) : undefined }
}

export function summaryOf(noun: string, frame: Frame, title: string): string {
  let best: { name: string; x: string; value: number } | undefined
  for (const one of frame.series) {
    for (const [index, value] of one.values.entries()) {
      if (value !== null && (!best || value > best.value)) best = { name: one.name, x: String(frame.tip(frame.xs[index])), value }
    }
  }
  const top = best ? ` Highest: ${frame.series.length > 1 ? `${best.name}, ` : ''}${best.x} with ${formatNumber('SMART_NUMBER')(best.value)}.` : ''
  return `${noun} of ${title}: ${count(frame.series.length, 'series', 'series')} over ${count(frame.xs.length, 'point')}.${top}`
}

export function titleOf(formData: FormData): string {
  return readMetrics(formData, 'metrics').map(metricLabel).join(', ') || 'values'
}

interface Plan {
  readonly input: TransformInput
  readonly flavour: Flavour
  readonly frame: Frame
  readonly drawn: readonly Series[]
  readonly format: (value: unknown) => string
  readonly horizontal: boolean
  readonly minLog: number | undefined
}

function valueTextFor({ input, drawn, format }: Plan, isLast: boolean): ((value: number, at: number) => string) | undefined {
  const { formData } = input
  if (!readFlag(formData, 'show_value')) return undefined
  const stacking = stackingOf(formData)
  if (stacking === undefined) return (value) => format(value)
  const sums = totals(drawn)
  if (readFlag(formData, 'only_total', true) && stacking === 'Stack') return isLast ? (_value, at) => format(sums[at]) : undefined
  const least = (readNumber(formData, 'percentage_threshold') ?? 0) / 100
  return (value, at) => (Math.abs(value) >= least * Math.abs(sums[at] ?? 0) ? format(value) : '')
}

function seriesOptions(plan: Plan): readonly MarkOption[] {
  const { input, flavour, frame, drawn, horizontal } = plan
  const { formData, theme, colorOf } = input
  const chosen = input.selected ?? []
  const scheme = readText(formData, 'color_scheme', 'coset')
  const stacking = flavour.stacks ? stackingOf(formData) : undefined
  const mark = flavour.mark(formData)
  const byGroup = readColumns(formData, 'groupby').length > 0
  const byPoint = mark === 'bar' && readFlag(formData, 'color_by_primary_axis') && stacking === undefined && !byGroup
  const plain = drawn.filter((one) => one.forecast !== 'lower' && one.forecast !== 'upper')
  const marks = plain.map((one, index) => {
    const color = colorOf(readFlag(formData, 'time_shift_color', true) ? one.colorKey : one.name, scheme)
    return markOption(frame, one, {
      mark,
      theme,
      color,
      area: flavour.area(formData),
      opacity: readNumber(formData, 'opacity') ?? 0.2,
      stacking,
      stack: stacking === undefined ? undefined : stackName(formData, one),
      markers: readFlag(formData, 'markerEnabled') || frame.xs.length === 1,
      markerSize: readNumber(formData, 'markerSize') ?? 6,
      horizontal,
      yAxisIndex: 0,
      dimmed: byGroup && chosen.length > 0 && !chosen.includes(one.name),
      valueText: valueTextFor(plan, index === plain.length - 1),
      totalText: stacking === 'Stack' && readFlag(formData, 'only_total', true),
      colorOfPoint: byPoint ? (at) => colorOf(String(frame.xs[at]), scheme) : undefined,
      dimPoint: !byGroup && chosen.length > 0 ? (at) => !chosen.includes(String(frame.xs[at])) : undefined,
    })
  })
  const bands = drawn
    .filter((one) => one.forecast === 'lower')
    .flatMap((lower) => {
      const upper = drawn.find((one) => one.key === `${lower.key.slice(0, -'_lower'.length)}_upper`)
      return upper ? bandOptions(frame, lower, upper, colorOf(lower.colorKey, scheme)) : []
    })
  const stream = stacking === 'Stream' ? [baselineOption(frame, streamBaseline(plain), 'all')] : []
  return [...stream, ...bands, ...marks]
}

/** Which stack a series belongs to: one for all, or one for each value of `stackDimension`. */
function stackName(formData: FormData, one: Series): string {
  const by = formData['stackDimension']
  const groups = readColumns(formData, 'groupby').map((group) => (typeof group === 'string' ? group : group.label))
  const index = typeof by === 'string' ? groups.indexOf(by) : -1
  const value = index >= 0 ? (one.dimensions[index] ?? 'all') : 'all'
  return one.offset === undefined ? value : `${value} ${one.offset}`
}

function zoomOf(formData: FormData, theme: TransformInput['theme'], horizontal: boolean, height: number): EChartsOption['dataZoom'] {
  if (!readFlag(formData, 'zoomable') || height < 100) return undefined
  const axis = horizontal ? { yAxisIndex: 0 } : { xAxisIndex: 0 }
  return [
    { type: 'inside', ...axis },
    {
      type: 'slider',
      ...axis,
      ...(horizontal ? { right: 4, width: 16 } : { bottom: 6, height: 18 }),
      borderColor: theme.line,
      textStyle: { color: theme.mutedText },
      showDetail: false,
      brushSelect: false,
    },
  ]
}

function assemble(plan: Plan): EChartsOption {
  const { input, frame, drawn, format, horizontal, minLog, flavour } = plan
  const { formData, theme, width, height } = input
  const expanded = stackingOf(formData) === 'Expand' || readText(formData, 'contributionMode') === 'row'
  const bounds = readBounds(formData, 'y_axis_bounds')
  const cut = readFlag(formData, 'truncateYAxis')
  const axesInput = {
    formData,
    theme,
    frame,
    width,
    height,
    horizontal,
    bars: flavour.mark(formData) === 'bar',
    values: [
      {
        format,
        title: readText(formData, 'y_axis_title'),
        log: readFlag(formData, 'logAxis'),
        min: (cut ? bounds.min : undefined) ?? (expanded && stackingOf(formData) ? 0 : minLog),
        max: (cut ? bounds.max : undefined) ?? (expanded && stackingOf(formData) ? 1 : undefined),
        step: expanded && stackingOf(formData) && !cut ? 0.25 : undefined,
      },
    ],
  }
  const names = drawn.filter((one) => one.forecast === undefined || one.forecast === 'value').map((one) => one.name)
  const key = legend(formData, names, theme, { width, height })
  const insets = plotInsets(axesInput)
  const annotations = annotationSeries(formData, firstResult(input.results), frame, theme)
  const zoom = zoomOf(formData, theme, horizontal, height)
  return {
    ...baseOption(theme),
    grid: {
      left: insets.left + key.inset.left,
      right: insets.right + key.inset.right,
      top: insets.top + key.inset.top,
      bottom: insets.bottom + key.inset.bottom,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: key.legend,
    tooltip: axisTip({
      formData,
      theme,
      frame,
      format: () => format,
      horizontal,
      additive: drawn.length > 1 && readMetrics(formData, 'metrics').length < 2 && !expanded,
      reversed: stackingOf(formData) !== undefined,
    }),
    ...plotAxes(axesInput),
    ...(zoom && { dataZoom: zoom }),
    series: [...seriesOptions(plan), ...annotations] as NonNullable<EChartsOption['series']>,
  }
}

/** A pivoted result as a chart over an axis. */
export function timeSeriesModel(input: TransformInput, flavour: Flavour): EChartsModel | EmptyModel {
  const { formData, dataset, results } = input
  const stacking = flavour.stacks ? stackingOf(formData) : undefined
  const frame = toFrame(formData, dataset, firstResult(results), { bars: flavour.mark(formData) === 'bar', stacked: stacking !== undefined })
  if (!frame) return emptyModel()
  const log = readFlag(formData, 'logAxis') ? forLog(frame.series) : { series: frame.series, min: undefined }
  const drawn = stacked(inOrder(formData, log.series), stacking)
  const changes = comparesInPlace(formData) && formData['comparison_type'] === 'percentage'
  const shares = stacking === 'Expand' || readText(formData, 'contributionMode') !== '' || changes
  const metric = readMetrics(formData, 'metrics').map(metricLabel)[0] ?? ''
  const asked = readText(formData, 'y_axis_format', 'SMART_NUMBER')
  const numbers = metricFormat(metric, { dataset, format: asked, currency: formData['currency_format'], result: firstResult(results) })
  const percents = formatNumber(asked.includes('%') ? asked : changes ? '.1%' : '.0%')
  const horizontal = readText(formData, 'orientation') === 'horizontal' && flavour.mark(formData) === 'bar'
  const plan: Plan = { input, flavour, frame, drawn, format: shares ? percents : numbers, horizontal, minLog: log.min }
  const selectable = selectableOf(formData, { ...frame, series: drawn })
  const option = rawOptionOf(formData, assemble(plan))
  return {
    kind: 'echarts',
    option,
    selectable,
    ...momentsOf(formData, { ...frame, series: drawn }, selectable, { horizontal, option }),
    summary: summaryOf(flavour.noun, { ...frame, series: drawn }, titleOf(formData)),
  }
}
