import { asList, type ChartDefinition, type Control, controlsOf, type FormData } from '@coset/chart-kit'
import { writeExact } from '@coset/core'

const FIELD_KINDS: ReadonlySet<string> = new Set(['metric', 'metrics', 'column', 'columns', 'filters', 'order_by'])

export function isVisible(control: Control, formData: FormData): boolean {
  return control.kind !== 'hidden' && (control.visible === undefined || control.visible(formData))
}

export const takesFields = (control: Control): boolean => FIELD_KINDS.has(control.kind)

/** Nothing chosen: absent, null, empty text or empty list. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** The visible required controls without a value. */
export function missingControls(definition: ChartDefinition, formData: FormData): readonly Control[] {
  return controlsOf(definition).filter((control) => control.required === true && isVisible(control, formData) && isEmpty(formData[control.key]))
}

/** One control's change; undefined removes the key. */
export function setControl(formData: FormData, key: string, value: unknown): FormData {
  const next: Record<string, unknown> = { ...formData, [key]: value }
  if (value === undefined) delete next[key]
  return next
}

/** Two values that would be saved as the same text. */
export function same(a: unknown, b: unknown): boolean {
  return writeExact(a ?? null) === writeExact(b ?? null)
}

/** True where the forms differ in anything but the order of keys and absent values. */
export function isChanged(before: FormData, now: FormData): boolean {
  const keys = new Set([...Object.keys(before), ...Object.keys(now)])
  return [...keys].some((key) => !same(before[key], now[key]))
}

/** How many metrics, dimensions and whether a time dimension the form has chosen. */
export function chosenFields(
  definition: ChartDefinition,
  formData: FormData,
  isTime: (column: unknown) => boolean,
): { readonly metrics: number; readonly dimensions: number; readonly temporal: boolean } {
  const shown = controlsOf(definition).filter((control) => isVisible(control, formData))
  const of = (...kinds: readonly string[]): readonly unknown[] =>
    shown.filter((control) => kinds.includes(control.kind)).flatMap((control) => asList(formData[control.key]))
  const columns = of('column', 'columns')
  return { metrics: of('metrics', 'metric').length, dimensions: columns.length, temporal: columns.some(isTime) }
}
