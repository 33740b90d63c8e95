import type { ChartDefinition } from '@coset/chart-kit'

export interface Fields {
  readonly metrics: number
  readonly dimensions: number
  readonly temporal: boolean
}

export interface Suited {
  readonly definition: ChartDefinition
  /** 0–1. */
  readonly score: number
}

/** The chart types whose name, tags or category match the words, those that suit the fields best first. */
export function suitedTypes(definitions: readonly ChartDefinition[], fields: Fields, words = ''): readonly Suited[] {
  const wanted = words.trim().toLowerCase()
  return definitions
    .filter(
      (definition) =>
        wanted === '' ||
        [definition.name, definition.description, definition.category, definition.vizType, ...definition.tags].some((text) =>
          text.toLowerCase().includes(wanted),
        ),
    )
    .map((definition) => ({ definition, score: Math.max(0, Math.min(1, definition.suits(fields) || 0)) }))
    .sort((a, b) => b.score - a.score)
}
