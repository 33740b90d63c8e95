import { type CurrencyFormat, formatCurrency, type NumberFormatter } from '@coset/core'
import type { DatasetHints, QueryResult } from './definition.ts'
import { isRecord } from './form-data.ts'

export function asCurrency(value: unknown): CurrencyFormat | undefined {
  if (!isRecord(value) || typeof value['symbol'] !== 'string' || value['symbol'] === '') return undefined
  return { symbol: value['symbol'], symbolPosition: value['symbolPosition'] === 'suffix' ? 'suffix' : 'prefix' }
}

export interface FormatChoice {
  readonly dataset: DatasetHints
  /** The form's own format; empty and `SMART_NUMBER` let the dataset's format win. */
  readonly format?: unknown
  readonly currency?: unknown
  readonly result?: QueryResult | undefined
}

/** How a metric's values are written: the chart's format, else the dataset's; currencies likewise. */
export function metricFormat(metric: string, { dataset, format, currency, result }: FormatChoice): NumberFormatter {
  const own = typeof format === 'string' && format !== '' ? format : undefined
  const saved = Object.hasOwn(dataset.columnFormats, metric) ? dataset.columnFormats[metric] : undefined
  const chosen = own === undefined || own === 'SMART_NUMBER' ? (saved ?? own) : own
  const savedCurrency = Object.hasOwn(dataset.currencyFormats, metric) ? dataset.currencyFormats[metric] : undefined
  return formatCurrency(asCurrency(currency) ?? savedCurrency, chosen, result?.detected_currency)
}

/** The name of a column or metric that people read. */
export function displayName(name: string, dataset: DatasetHints): string {
  return (Object.hasOwn(dataset.verboseMap, name) ? dataset.verboseMap[name] : undefined) || name
}
