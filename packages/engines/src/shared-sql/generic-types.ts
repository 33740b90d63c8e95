import { GenericType } from '@coset/core'

type Rule = readonly [RegExp, GenericType]

/** The field's rules, first match wins; anchored at the start, so `INTERVAL` is numeric by `int` and `DATERANGE` temporal. */
const BASE: readonly Rule[] = [
  [/^string/i, GenericType.STRING],
  [/^n(?:(?:var)?char|text)/i, GenericType.STRING],
  [/^(?:var)?char/i, GenericType.STRING],
  [/^(?:tiny|medium|long)?text/i, GenericType.STRING],
  [/^(?:smallint|int(?:eger)?|bigint|long|decimal|numeric|float|double|real|smallserial|serial|bigserial|money)/i, GenericType.NUMERIC],
  [/^(?:timestamp|datetime|date|time|interval)/i, GenericType.TEMPORAL],
  [/^bool(?:ean)?/i, GenericType.BOOLEAN],
]

/** A dialect's `genericType`: its own rules first. */
export const genericTypes =
  (own: readonly Rule[]) =>
  (nativeType: string): GenericType | null => {
    const text = nativeType.trim()
    for (const [pattern, type] of own) if (pattern.test(text)) return type
    for (const [pattern, type] of BASE) if (pattern.test(text)) return type
    return null
  }

/** What a time literal must become for a column of this type. */
export const temporalKind = (nativeType: string): 'date' | 'datetime' | null => {
  const text = nativeType.trim()
  if (/^(?:timestamp|datetime)/i.test(text)) return 'datetime'
  return /^date/i.test(text) ? 'date' : null
}
