import type { Control } from './controls.ts'
import type { ChartDefinition } from './definition.ts'
import type { FormData } from './query-object.ts'

/** All controls of a chart, in the order of its panel; a key that stands twice counts once. */
export function controlsOf(definition: ChartDefinition): readonly Control[] {
  const seen = new Set<string>()
  return definition.controls
    .flatMap((section) => section.controls)
    .filter((control) => {
      if (seen.has(control.key)) return false
      seen.add(control.key)
      return true
    })
}

/**
 * Fills what a form lacks with the controls' defaults; null counts as chosen. Charts saved by older versions and by other clients
 * lack what they never changed, and mean the defaults by it.
 */
export function withDefaults(definition: ChartDefinition, formData: FormData): FormData {
  const filled: Record<string, unknown> = { ...formData }
  for (const { key, default: fallback } of controlsOf(definition)) if (filled[key] === undefined && fallback !== undefined) filled[key] = fallback
  return filled
}
