import type { ChartDefinition } from '@coset/chart-kit'
import { fallbackDefinition } from './fallback/definition.ts'
import { definitions } from './registry.ts'

export { definitions, fallbackDefinition }

const byType = new Map(definitions.map((definition) => [definition.vizType, definition]))
const stands = new Map<string, ChartDefinition>()

/** The chart of a viz type; a stand-in that shows a table where there is none. The same object each time. */
export function definitionFor(vizType: string): ChartDefinition {
  const known = byType.get(vizType) ?? stands.get(vizType)
  if (known) return known
  const standIn = fallbackDefinition(vizType)
  if (stands.size < 200) stands.set(vizType, standIn)
  return standIn
}
