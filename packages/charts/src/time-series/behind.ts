import { axisColumn, type EChartsModel, type FormData, type QueryFilter, readText, type Selectable, TIME_COLUMN } from '@coset/chart-kit'
import type { EChartsOption } from 'echarts'
import { grainOf, sameValue } from '../cells.ts'
import type { Frame } from './frame.ts'

type Moments = Pick<EChartsModel, 'behind' | 'steps'>

/** More points than anybody walks with the arrow keys. */
const MOST_STEPS = 2000

/** The point of the axis at a value of it: an x, a label, or a place between them. */
function nearest({ kind, xs }: Frame, value: unknown): number | string | undefined {
  if (typeof value === 'string') return xs.includes(value) ? value : undefined
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  if (kind === 'category') return xs[Math.round(value)]
  let best: number | undefined
  for (const x of xs) if (typeof x === 'number' && (best === undefined || Math.abs(x - value) < Math.abs(best - value))) best = x
  return best
}

/** Keeps the rows at one point of the axis; undefined where no filter can say that. */
function atPoint(formData: FormData, frame: Frame, x: number | string): QueryFilter | undefined {
  const grain = grainOf(formData)
  const raw = frame.kind === 'category' ? frame.rawByLabel.get(String(x)) : x
  const isMoment = frame.kind === 'time' || (frame.kind === 'category' && typeof raw === 'number' && String(x) !== String(raw))
  if (!isMoment) return frame.kind === 'value' ? { col: frame.axis, op: '==', val: raw } : sameValue(frame.axis, raw)
  // Only columns of the dataset are cut to a grain in filters
  if (typeof axisColumn(formData) === 'object' && grain !== undefined) return undefined
  const col = frame.axis === TIME_COLUMN ? readText(formData, 'granularity_sqla') : frame.axis
  return { col, op: '==', val: raw, ...(grain !== undefined && { grain }) }
}

/** What the points and places of a chart over an axis stand for; shifted twins and forecasts stand for no rows of their point. */
export function momentsOf(
  formData: FormData,
  frame: Frame,
  selectable: Selectable,
  options: { readonly horizontal: boolean; readonly option: EChartsOption },
): Moments {
  const byName = new Map(frame.series.map((one) => [one.name, one]))
  const behind: NonNullable<Moments['behind']> = ({ seriesName, value }) => {
    const series = seriesName === undefined ? undefined : byName.get(seriesName)
    const isOwn = series === undefined || (series.offset === undefined && series.forecast === undefined)
    const x = Array.isArray(value) && isOwn ? nearest(frame, value[options.horizontal ? 1 : 0]) : undefined
    const point = x === undefined ? undefined : atPoint(formData, frame, x)
    const marks = seriesName !== undefined && Object.hasOwn(selectable, seriesName) ? (selectable[seriesName] ?? []) : []
    const groups = marks.filter((filter) => filter.col !== frame.axis)
    const filters = [...(point ? [point] : []), ...groups]
    if (filters.length === 0) return undefined
    const names = [...(point && x !== undefined ? [String(frame.tip(x))] : []), ...(groups.length > 0 && seriesName !== undefined ? [seriesName] : [])]
    return { label: names.join(', '), filters, by: groups.length > 0 ? groups : filters }
  }
  const list = Array.isArray(options.option.series) ? options.option.series : []
  const first = frame.series.find((one) => one.offset === undefined && one.forecast === undefined)
  const seriesIndex = list.findIndex((one) => one.name === first?.name)
  if (Object.keys(selectable).length > 0 || seriesIndex < 0 || first === undefined) return { behind }
  const steps = frame.xs.slice(0, MOST_STEPS).map((x, dataIndex) => ({
    seriesName: first.name,
    value: options.horizontal ? [first.values[dataIndex], x] : [x, first.values[dataIndex]],
    seriesIndex,
    dataIndex,
  }))
  return { behind, steps }
}
