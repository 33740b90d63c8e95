import type { QueryFilter } from '@coset/chart-kit'
import { type Condition, filterColumn } from '@coset/chart-kit/drill'
import { formatTime, writeExact } from '@coset/core'
import { t } from '../../session/i18n.ts'
import type { DrilledDataset } from './subject.ts'

const MOST_VALUES = 3

export const columnName = (dataset: DrilledDataset, column: string): string =>
  Object.hasOwn(dataset.verboseMap, column) ? (dataset.verboseMap[column] ?? column) : column

const valueText = (value: unknown, { grain }: QueryFilter, isMoment: boolean): string => {
  if (value === null || value === undefined) return t('empty')
  if (isMoment && typeof value === 'number') return formatTime('smart_date', grain ?? null, { timed: value % 86_400_000 !== 0 })(value)
  return typeof value === 'object' ? writeExact(value) : String(value)
}

const OPERATORS: Readonly<Record<string, string>> = { IN: '=', '==': '=', '!=': '≠', '>=': '≥', '<=': '≤', TEMPORAL_RANGE: ':', LIKE: '~', ILIKE: '~' }

/** A filter in few words: `Size of animal = Large`. */
export const filterText = (filter: QueryFilter, dataset: DrilledDataset): string => {
  const column = filterColumn(filter)
  const name = columnName(dataset, column)
  if (filter.op === 'IS NULL') return t('{{column}} is empty', { column: name })
  if (filter.op === 'IS NOT NULL') return t('{{column}} is not empty', { column: name })
  if (filter.val === undefined) return `${name} ${filter.op.toLowerCase()}`
  const values = Array.isArray(filter.val) ? filter.val : [filter.val]
  const isMoment = dataset.moments.has(column)
  const shown = values.slice(0, MOST_VALUES).map((value) => valueText(value, filter, isMoment))
  const rest = values.length > MOST_VALUES ? ` ${t('and {{count}} more', { count: values.length - MOST_VALUES })}` : ''
  if (filter.op === 'NOT IN') return `${t('{{column}} is none of', { column: name })} ${shown.join(', ')}${rest}`
  const sign = OPERATORS[filter.op] ?? filter.op
  return `${name}${sign === ':' ? ':' : ` ${sign}`} ${shown.join(', ')}${rest}`
}

export const conditionText = (condition: Condition, dataset: DrilledDataset): string => {
  if (condition.kind === 'sql') return condition.sql
  if (condition.kind === 'filter') return filterText(condition.filter, dataset)
  return `${condition.column === '' ? t('Time') : columnName(dataset, condition.column)}: ${condition.range}`
}

/** Who says it. */
export const originText = ({ origin }: Condition): string =>
  origin === 'datum' ? t('What you pointed at') : origin === 'dashboard' ? t('From the dashboard') : t('From the chart')
