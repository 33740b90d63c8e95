import type { DatasetHints } from './definition.ts'
import { asList, isRecord } from './form-data.ts'
import { asCurrency } from './formats.ts'

export const NO_HINTS: DatasetHints = { verboseMap: {}, columnFormats: {}, currencyFormats: {} }

function currencyOf(value: unknown): ReturnType<typeof asCurrency> {
  if (typeof value !== 'string') return asCurrency(value)
  try {
    return asCurrency(JSON.parse(value))
  } catch {
    return undefined
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A dataset as the REST API gives it (`columns`, `metrics`, or the finished `verbose_map` and `column_formats`) → labels and formats. */
export function toDatasetHints(dataset: unknown): DatasetHints {
  if (!isRecord(dataset)) return NO_HINTS
  const verboseMap: Record<string, string> = {}
  const columnFormats: Record<string, string> = {}
  const currencyFormats: Record<string, NonNullable<ReturnType<typeof asCurrency>>> = {}
  for (const item of [...asList(dataset['columns']), ...asList(dataset['metrics'])].filter(isRecord)) {
    const name = textOf(item['metric_name']) ?? textOf(item['column_name'])
    if (name === undefined) continue
    const verbose = textOf(item['verbose_name'])
    if (verbose !== undefined) verboseMap[name] = verbose
    const format = textOf(item['d3format'])
    if (format !== undefined) columnFormats[name] = format
    const currency = currencyOf(item['currency'])
    if (currency) currencyFormats[name] = currency
  }
  copyTexts(dataset['verbose_map'], verboseMap)
  copyTexts(dataset['column_formats'], columnFormats)
  if (isRecord(dataset['currency_formats'])) {
    for (const [name, value] of Object.entries(dataset['currency_formats'])) {
      const currency = currencyOf(value)
      if (currency) currencyFormats[name] = currency
    }
  }
  return { verboseMap, columnFormats, currencyFormats }
}

function copyTexts(from: unknown, to: Record<string, string>): void {
  if (!isRecord(from)) return
  for (const [name, value] of Object.entries(from)) if (typeof value === 'string' && value !== '') to[name] = value
}
