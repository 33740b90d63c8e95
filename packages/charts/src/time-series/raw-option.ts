import { type FormData, isRecord, readText } from '@coset/chart-kit'
import type { EChartsOption } from 'echarts'

/** Members that could carry markup or reach out of the picture. */
const REFUSED: ReadonlySet<string> = new Set([
  'formatter',
  'renderMode',
  'link',
  'sublink',
  'renderItem',
  'extraCssText',
  'appendTo',
  'appendToBody',
  '__proto__',
  'constructor',
  'prototype',
])

function merged(target: unknown, extra: unknown): unknown {
  if (Array.isArray(target) && isRecord(extra)) return target.map((item) => merged(item, extra))
  if (Array.isArray(target) && Array.isArray(extra)) return target.map((item, index) => (index < extra.length ? merged(item, extra[index]) : item))
  if (!isRecord(target) || !isRecord(extra)) return extra
  const result: Record<string, unknown> = { ...target }
  for (const [key, value] of Object.entries(extra)) {
    if (REFUSED.has(key) || (typeof value === 'string' && /^(image|path):/.test(value))) continue
    result[key] = Object.hasOwn(result, key) ? merged(result[key], value) : cleaned(value)
  }
  return result
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned)
  return isRecord(value) ? merged({}, value) : value
}

/** Object literals as people write them: bare keys, single quotes, trailing commas. */
function relaxed(text: string): string {
  return text
    .replace(/'((?:[^'\\\n]|\\.)*)'/g, (_all, inner: string) => JSON.stringify(inner.replace(/\\'/g, "'")))
    .replace(/([{,]\s*)([A-Za-z_$][\w$]*)\s*:/g, '$1"$2":')
    .replace(/,(\s*[}\]])/g, '$1')
}

/** Lays the form's own `echart_options` over the option; text that is no object literal changes nothing. Parsed, never run. */
export function rawOptionOf(formData: FormData, option: EChartsOption): EChartsOption {
  const text = readText(formData, 'echart_options', '{}')
  if (text.trim() === '{}' || text.length > 20_000) return option
  let extra: unknown
  try {
    extra = JSON.parse(relaxed(text))
  } catch {
    return option
  }
  return isRecord(extra) ? (merged(option, extra) as EChartsOption) : option
}
