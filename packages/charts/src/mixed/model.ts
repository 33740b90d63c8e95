import {
  baseOption,
  type ChartDefinition,
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
  type TransformInput,
} from '@coset/chart-kit'
import type { EChartsOption } from 'echarts'
import { emptyModel, firstResult } from '../cells.ts'
import { annotationSeries } from '../time-series/annotations.ts'
import { inOrder, stacked, stackingOf } from '../time-series/arrange.ts'
import { plotAxes, plotInsets } from '../time-series/axes.ts'
import { momentsOf } from '../time-series/behind.ts'
import { type AxisKind, type Frame, type Series, toFrame } from '../time-series/frame.ts'
import { type Mark, type MarkOption, markOption } from '../time-series/marks.ts'
import { selectableOf, summaryOf, titleOf } from '../time-series/model.ts'
import { secondForm } from '../time-series/query.ts'
import { rawOptionOf } from '../time-series/raw-option.ts'
import { axisTip } from '../time-series/tip.ts'

interface Part {
  readonly form: FormData
  readonly suffix: '' | 'B'
  readonly frame: Frame
  readonly series: readonly Series[]
  readonly side: 0 | 1
  readonly format: (value: unknown) => string
}

const MARKS: ReadonlySet<string> = new Set(['line', 'scatter', 'smooth', 'bar', 'start', 'middle', 'end'])

function markOf(formData: FormData, suffix: string): Mark {
  const mark = readText(formData, `seriesType${suffix}`, 'line')
  return MARKS.has(mark) ? (mark as Mark) : 'line'
}

function partOf(input: TransformInput, index: 0 | 1): Part | undefined {
  const { formData, dataset, results } = input
  const suffix = index === 0 ? '' : 'B'
  const form = index === 0 ? formData : secondForm(formData)
  const result = results[index]
  if (!result) return undefined
  const stacking = stackingOf(formData, `stack${suffix}`)
  const frame = toFrame(form, dataset, result, { bars: markOf(formData, suffix) === 'bar', stacked: stacking !== undefined })
  if (!frame) return undefined
  const side = readNumber(formData, `yAxisIndex${suffix}`) === 1 ? 1 : 0
  const metric = readMetrics(form, 'metrics').map(metricLabel)[0] ?? ''
  const right = side === 1 ? '_secondary' : ''
  const format = metricFormat(metric, { dataset, format: formData[`y_axis_format${right}`], currency: formData[`currency_format${right}`], result })
  return { form, suffix, frame, series: stacked(inOrder(formData, frame.series, suffix), stacking), side, format }
}

/** Both parts over the same points of the axis: the union of theirs. */
function shared(parts: readonly Part[]): { readonly frame: Frame; readonly parts: readonly Part[] } | undefined {
  const [first] = parts
  if (!first) return undefined
  const kind: AxisKind = parts.some((part) => part.frame.kind === 'category') ? 'category' : first.frame.kind
  const label = (frame: Frame, x: number | string): number | string => (kind === 'category' && frame.kind !== 'category' ? frame.format(x) : x)
  const all = new Set(parts.flatMap((part) => part.frame.xs.map((x) => label(part.frame, x))))
  const xs = kind === 'category' ? [...all] : [...all].sort((a, b) => Number(a) - Number(b))
  const aligned = parts.map((part) => {
    const at = new Map(part.frame.xs.map((x, index) => [label(part.frame, x), index]))
    const values = (one: Series): Series => ({
      ...one,
      values: xs.map((x) => {
        const index = at.get(x)
        return index === undefined ? null : (one.values[index] ?? null)
      }),
    })
    return { ...part, series: part.series.map(values) }
  })
  const rawByLabel = new Map(parts.flatMap((part) => [...part.frame.rawByLabel]))
  return { frame: { ...first.frame, kind, xs, rawByLabel, series: aligned.flatMap((part) => part.series) }, parts: aligned }
}

/** Names apart from each other, marked with their query where the form wants it or both queries bring the same. */
function renamed(formData: FormData, parts: readonly Part[]): readonly Part[] {
  const tagged = readFlag(formData, 'show_query_identifiers')
  const firstNames = new Set(parts[0]?.series.map((one) => one.name) ?? [])
  return parts.map((part, index) => ({
    ...part,
    series: part.series.map((one) => {
      if (tagged) return { ...one, name: `${one.name} (Query ${index === 0 ? 'A' : 'B'})` }
      return index === 1 && firstNames.has(one.name) ? { ...one, name: `${one.name} (2)` } : one
    }),
  }))
}

function marksOf(input: TransformInput, frame: Frame, part: Part): readonly MarkOption[] {
  const { formData, theme, colorOf } = input
  const { suffix, series, side, form, format } = part
  const chosen = input.selected ?? []
  const scheme = readText(formData, 'color_scheme', 'coset')
  const stacking = stackingOf(formData, `stack${suffix}`)
  const grouped = readColumns(form, 'groupby').length > 0
  return series.map((one) =>
    markOption(frame, one, {
      mark: markOf(formData, suffix),
      theme,
      color: colorOf(readFlag(formData, 'time_shift_color', true) && one.offset !== undefined ? one.colorKey : one.name, scheme),
      area: readFlag(formData, `area${suffix}`),
      opacity: readNumber(formData, `opacity${suffix}`) ?? 0.2,
      stacking,
      stack: stacking === undefined ? undefined : `stack${suffix}`,
      markers: readFlag(formData, `markerEnabled${suffix}`) || frame.xs.length === 1,
      markerSize: readNumber(formData, `markerSize${suffix}`) ?? 6,
      horizontal: false,
      yAxisIndex: side,
      dimmed: grouped && chosen.length > 0 && !chosen.includes(one.name),
      valueText: readFlag(formData, `show_value${suffix}`) ? (value) => format(value) : undefined,
    }),
  )
}

/** Two results over one axis, each with its marks and its scale. */
export function mixedModel(input: TransformInput): ReturnType<ChartDefinition['transform']> {
  const { formData, dataset, theme, width, height, results } = input
  const found = [partOf(input, 0), partOf(input, 1)].filter((part) => part !== undefined)
  const joined = shared(found)
  if (!joined) return emptyModel()
  const parts = renamed(formData, joined.parts)
  const series = parts.flatMap((part) => part.series)
  const frame: Frame = { ...joined.frame, series }
  const twoSides = parts.some((part) => part.side === 1)
  const numbers = (right: '' | '_secondary'): ((value: unknown) => string) => {
    const part = parts.find((one) => one.side === (right === '' ? 0 : 1))
    return part?.format ?? metricFormat('', { dataset, format: formData[`y_axis_format${right}`] })
  }
  const left = readBounds(formData, 'y_axis_bounds')
  const right = readBounds(formData, 'y_axis_bounds_secondary')
  const cut = readFlag(formData, 'truncateYAxis')
  const values = [
    { format: numbers(''), title: readText(formData, 'y_axis_title'), log: readFlag(formData, 'logAxis'), ...(cut && left) },
    ...(twoSides
      ? [{ format: numbers('_secondary'), title: readText(formData, 'yAxisTitleSecondary'), log: readFlag(formData, 'logAxisSecondary'), ...right }]
      : []),
  ]
  const axes = { formData, theme, frame, width, height, horizontal: false, bars: parts.some((part) => markOf(formData, part.suffix) === 'bar'), values }
  const key = legend(
    formData,
    series.map((one) => one.name),
    theme,
    { width, height },
  )
  const insets = plotInsets(axes)
  const formats = new Map(parts.flatMap((part) => part.series.map((one) => [one.name, part.format] as const)))
  const option: EChartsOption = {
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
    tooltip: axisTip({ formData, theme, frame, format: (name) => formats.get(name) ?? String, horizontal: false, additive: false, reversed: false }),
    ...plotAxes(axes),
    ...(readFlag(formData, 'zoomable') && {
      dataZoom: [{ type: 'inside' as const }, { type: 'slider' as const, bottom: 6, height: 18, borderColor: theme.line }],
    }),
    series: [...parts.flatMap((part) => marksOf(input, frame, part)), ...annotationSeries(formData, firstResult(results), frame, theme)] as NonNullable<
      EChartsOption['series']
    >,
  }
  const title = parts.map((part) => titleOf(part.form)).join(' and ')
  const selectable = Object.assign({}, ...parts.map((part) => selectableOf(part.form, { ...frame, series: part.series })))
  const shown = rawOptionOf(formData, option)
  return {
    kind: 'echarts',
    option: shown,
    selectable,
    ...momentsOf(formData, frame, selectable, { horizontal: false, option: shown }),
    summary: summaryOf('Mixed chart', frame, title),
  }
}
