import { asList, type ChartTheme, type FormData, fade, isRecord, plain, type QueryResult } from '@coset/chart-kit'
import { toMoment } from '@coset/core'
import type { LineSeriesOption } from 'echarts'
import { numeric, type Row } from '../cells.ts'
import { compileFormula } from './formula.ts'
import type { Frame } from './frame.ts'

const DASHES: Readonly<Record<string, 'solid' | 'dashed' | 'dotted' | readonly number[]>> = {
  solid: 'solid',
  dashed: 'dashed',
  longDashed: [10, 5],
  dotted: 'dotted',
}
const OPACITIES: Readonly<Record<string, number>> = { opacityLow: 0.2, opacityMedium: 0.5, opacityHigh: 0.8 }

interface Layer {
  readonly name: string
  readonly type: string
  readonly color: string
  readonly opacity: number
  readonly width: number
  readonly dash: (typeof DASHES)[string]
  readonly showLabel: boolean
  readonly raw: Row
}

function layerOf(raw: Row, theme: ChartTheme): Layer {
  const dash = Object.hasOwn(DASHES, String(raw['style'])) ? DASHES[String(raw['style'])] : undefined
  return {
    name: String(raw['name'] ?? ''),
    type: String(raw['annotationType'] ?? ''),
    color: typeof raw['color'] === 'string' && raw['color'] !== '' ? raw['color'] : theme.mutedText,
    opacity: OPACITIES[String(raw['opacity'])] ?? 1,
    width: typeof raw['width'] === 'number' ? raw['width'] : 1,
    dash: dash ?? 'solid',
    showLabel: raw['showLabel'] === true,
    raw,
  }
}

function records(result: QueryResult, name: string): readonly Row[] {
  const data = result.annotation_data?.[name]
  if (isRecord(data)) return asList(data['records'] ?? data['data']).filter(isRecord)
  return asList(data).filter(isRecord)
}

const holder = (name: string): LineSeriesOption => ({ type: 'line', name, data: [], silent: true, showSymbol: false, tooltip: { show: false } })

function titleOf(layer: Layer, row: Row): string {
  const column = typeof layer.raw['titleColumn'] === 'string' && layer.raw['titleColumn'] !== '' ? layer.raw['titleColumn'] : 'short_descr'
  return plain(row[column] ?? layer.name, 40)
}

function columnOf(layer: Layer, key: string, fallback: string): string {
  const column = layer.raw[key]
  return typeof column === 'string' && column !== '' ? column : fallback
}

function event(layer: Layer, rows: readonly Row[]): LineSeriesOption {
  const time = columnOf(layer, 'timeColumn', 'start_dttm')
  const data = rows.map((row) => ({ name: titleOf(layer, row), xAxis: toMoment(row[time])?.getTime() ?? String(row[time]) }))
  return {
    ...holder(layer.name),
    markLine: {
      silent: true,
      symbol: 'none',
      data,
      lineStyle: { color: layer.color, width: layer.width, opacity: layer.opacity, type: layer.dash as 'solid' },
      label: { show: layer.showLabel, formatter: ({ name }: { name: string }) => name, color: layer.color },
    } as NonNullable<LineSeriesOption['markLine']>,
  }
}

function interval(layer: Layer, rows: readonly Row[]): LineSeriesOption {
  const from = columnOf(layer, 'timeColumn', 'start_dttm')
  const to = columnOf(layer, 'intervalEndColumn', 'end_dttm')
  const at = (value: unknown): number | string => toMoment(value)?.getTime() ?? String(value)
  const data = rows.map((row) => [{ name: titleOf(layer, row), xAxis: at(row[from]) }, { xAxis: at(row[to]) }])
  return {
    ...holder(layer.name),
    markArea: {
      silent: true,
      data,
      itemStyle: { color: fade(layer.color, 0.15 * layer.opacity) },
      label: { show: layer.showLabel, formatter: ({ name }: { name: string }) => name, color: layer.color },
    } as NonNullable<LineSeriesOption['markArea']>,
  }
}

function lineStyle(layer: Layer): NonNullable<LineSeriesOption['lineStyle']> {
  return { color: layer.color, width: layer.width, opacity: layer.opacity, type: layer.dash as 'solid' }
}

function formula(layer: Layer, frame: Frame): LineSeriesOption | undefined {
  const compute = compileFormula(String(layer.raw['value'] ?? ''))
  if (!compute) return undefined
  const data = frame.xs.map((x, index) => [x, compute(typeof x === 'number' ? x : index)])
  return {
    ...holder(layer.name),
    silent: false,
    data: data as NonNullable<LineSeriesOption['data']>,
    lineStyle: lineStyle(layer),
    itemStyle: { color: layer.color },
    tooltip: { show: true },
  }
}

function lines(layer: Layer, rows: readonly Row[]): readonly LineSeriesOption[] {
  return rows.map((row) => ({
    ...holder(`${layer.name} ${asList(row['key']).join(', ')}`.trim()),
    data: asList(row['values'])
      .filter(isRecord)
      .map((point) => [toMoment(point['x'])?.getTime() ?? String(point['x']), numeric(point['y'])]) as NonNullable<LineSeriesOption['data']>,
    lineStyle: lineStyle(layer),
    itemStyle: { color: layer.color },
  }))
}

/** The shown annotation layers of the form as further series. Layers without data or with a formula that is none are left out. */
export function annotationSeries(formData: FormData, result: QueryResult, frame: Frame, theme: ChartTheme): readonly LineSeriesOption[] {
  return asList(formData['annotation_layers'])
    .filter(isRecord)
    .filter((layer) => layer['show'] !== false)
    .flatMap((raw) => {
      const layer = layerOf(raw, theme)
      if (layer.type === 'FORMULA') return formula(layer, frame) ?? []
      const rows = records(result, layer.name)
      if (rows.length === 0) return []
      if (layer.type === 'EVENT') return event(layer, rows)
      return layer.type === 'INTERVAL' ? interval(layer, rows) : lines(layer, rows)
    })
}
