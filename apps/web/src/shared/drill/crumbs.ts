import type { FormData, QueryFilter } from '@coset/chart-kit'
import { dimensionNames, drillBy, filterColumn } from '@coset/chart-kit/drill'

/** What is kept while one goes deeper. */
export interface Kept {
  readonly filters: readonly QueryFilter[]
  /** How it reads; empty: nothing was pointed at. */
  readonly label: string
}

export interface Step extends Kept {
  readonly column: string
}

/** The chart after the steps. */
export const formAfter = (formData: FormData, steps: readonly Step[]): FormData => steps.reduce(drillBy, formData)

/** One entry for each level, the chart's own first: what was kept of it on the way down, else what it is grouped by. */
export const crumbsOf = (formData: FormData, steps: readonly Step[], nameOf: (column: string) => string): readonly string[] => {
  const levels = [dimensionNames(formData), ...steps.map((step) => [step.column])]
  return levels.map((dimensions, index) => {
    const { filters = [], label = '' } = steps[index] ?? {}
    const kept = [...new Set(filters.map(filterColumn))]
    const level = (kept.length > 0 ? kept : dimensions).map(nameOf).join(', ')
    return label === '' || level === '' ? level : `${level} (${label})`
  })
}
