import { type FormData, readFlag, readText } from '@coset/chart-kit'
import type { Series } from './frame.ts'

export type Stacking = 'Stack' | 'Stream' | 'Expand'

/** How the form stacks; older forms save a plain switch. */
export function stackingOf(formData: FormData, key = 'stack'): Stacking | undefined {
  const value = formData[key]
  if (value === true) return 'Stack'
  return value === 'Stack' || value === 'Stream' || value === 'Expand' ? value : undefined
}

const collator = new Intl.Collator(undefined, { numeric: true })

function measure(values: readonly (number | null)[], by: string): number {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return 0
  const sum = known.reduce((total, value) => total + value, 0)
  if (by === 'min') return known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  if (by === 'max') return known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  return by === 'avg' ? sum / known.length : sum
}

/** Series in the order of the form: by name or by a measure of their values. */
export function inOrder(formData: FormData, series: readonly Series[], suffix = ''): readonly Series[] {
  const by = readText(formData, `sort_series_type${suffix}`, 'sum')
  const sign = readFlag(formData, `sort_series_ascending${suffix}`) ? 1 : -1
  if (by === 'name') return [...series].sort((a, b) => sign * collator.compare(a.name, b.name))
  const weights = new Map(series.map((one) => [one.key, measure(one.values, by)]))
  return [...series].sort((a, b) => sign * ((weights.get(a.key) ?? 0) - (weights.get(b.key) ?? 0)))
}

/** Sum of every series at each point. */
export function totals(series: readonly Series[]): readonly number[] {
  const length = series[0]?.values.length ?? 0
  return Array.from({ length }, (_, index) => series.reduce((sum, one) => sum + (one.values[index] ?? 0), 0))
}

/** A gap between two values of a stack counts as nothing, else the layers above would jump. */
function filled(series: Series): Series {
  return { ...series, values: series.values.map((value) => value ?? 0) }
}

/** The values to draw: stacks without gaps, shares of 1 when expanded. */
export function stacked(series: readonly Series[], stacking: Stacking | undefined): readonly Series[] {
  if (stacking === undefined) return series
  const full = series.map(filled)
  if (stacking !== 'Expand') return full
  const sums = totals(full)
  return full.map((one) => ({ ...one, values: one.values.map((value, index) => (sums[index] ? (value ?? 0) / (sums[index] ?? 1) : 0)) }))
}

/** The lower edge of a stream: it moves as little as the layers allow (Byron and Wattenberg's weighted wiggle). */
export function streamBaseline(series: readonly Series[]): readonly number[] {
  const length = series[0]?.values.length ?? 0
  const baseline: number[] = []
  for (let at = 0; at < length; at += 1) {
    const sum = series.reduce((total, one) => total + (one.values[at] ?? 0), 0)
    if (at === 0) {
      baseline.push(-sum / 2)
      continue
    }
    let moved = 0
    let below = 0
    for (const one of series) {
      const change = (one.values[at] ?? 0) - (one.values[at - 1] ?? 0)
      moved += (below + change / 2) * (one.values[at] ?? 0)
      below += change
    }
    baseline.push((baseline[at - 1] ?? 0) - (sum === 0 ? 0 : moved / sum))
  }
  return baseline
}
