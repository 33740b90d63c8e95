import { asList, type ChartDefinition, type Control, columnLabel, controlsOf, type FormData, isColumn, isMetric, isRecord } from '@coset/chart-kit'
import { columnText } from '../adhoc/column.ts'
import { filterText, isTimeFilter } from '../adhoc/filter.ts'
import { metricText } from '../adhoc/metric.ts'
import { isVisible } from '../form/controls.ts'
import { NO_FILTER } from '../time/range.ts'
import type { Dataset } from '../types.ts'

export interface Chip {
  readonly what: 'what' | 'by' | 'where' | 'when' | 'limit'
  readonly text: string
  /** The control that the chip leads to. */
  readonly key: string
}

const short = (texts: readonly string[]): string => (texts.length > 3 ? `${texts.slice(0, 3).join(', ')} +${texts.length - 3}` : texts.join(', '))

function grainText(dataset: Dataset, formData: FormData): string {
  const grain = formData['time_grain_sqla']
  return dataset.time_grain_sqla.find(([value]) => value === grain)?.[1] ?? ''
}

/** The query in a line: what is measured, by which dimensions, where, when and how much of it. */
export function chipsOf(definition: ChartDefinition, formData: FormData, dataset: Dataset): readonly Chip[] {
  const shown = controlsOf(definition).filter((control) => isVisible(control, formData))
  const chips: Chip[] = []
  const add = (what: Chip['what'], control: Control | undefined, texts: readonly string[]): void => {
    if (control !== undefined && texts.length > 0) chips.push({ what, text: short(texts), key: control.key })
  }
  const filled = (kinds: readonly string[]): readonly Control[] =>
    shown.filter((control) => kinds.includes(control.kind) && asList(formData[control.key]).length > 0)
  const measured = filled(['metric', 'metrics']).filter(({ key }) => !/limit_metric|order/.test(key))
  add(
    'what',
    measured[0],
    measured.flatMap((control) =>
      asList(formData[control.key])
        .filter(isMetric)
        .map((metric) => metricText(dataset, metric)),
    ),
  )
  const by = filled(['column', 'columns'])
  const names = by.flatMap((control) => asList(formData[control.key]).filter(isColumn))
  add('by', by[0], [...new Map(names.map((column) => [columnLabel(column), columnText(dataset, column)])).values()])
  for (const control of filled(['filters'])) {
    const filters = asList(formData[control.key]).filter(isRecord)
    add(
      'where',
      control,
      filters.filter((filter) => !isTimeFilter(filter)).map((filter) => filterText(dataset, filter)),
    )
    add(
      'when',
      control,
      filters.filter((filter) => isTimeFilter(filter) && filter['comparator'] !== NO_FILTER).map((filter) => filterText(dataset, filter)),
    )
  }
  const range = shown.find((control) => control.kind === 'time_range' && typeof formData[control.key] === 'string' && formData[control.key] !== NO_FILTER)
  add('when', range, [String(formData[range?.key ?? ''])])
  const grain = shown.find((control) => control.kind === 'time_grain')
  const text = grainText(dataset, formData)
  add('when', grain, text === '' ? [] : [text])
  const limit = shown.find((control) => control.key === 'row_limit' && formData['row_limit'] !== null && formData['row_limit'] !== undefined)
  add('limit', limit, [Number(formData['row_limit']).toLocaleString('en')])
  return chips
}
