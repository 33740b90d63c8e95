/** What templates did besides giving text; part of the cache key and of the answer. */
export interface TemplateEffects {
  /** Columns whose filters a template took over: the outer query leaves them out. */
  readonly removedFilters: ReadonlySet<string>
  /** Columns whose filters a template read, in the order of reading. */
  readonly appliedFilters: ReadonlySet<string>
  /** Values that templates read of the person or the address, as JSON. */
  readonly keys: readonly string[]
}

export interface EffectNotes extends TemplateEffects {
  readonly removedFilters: Set<string>
  readonly appliedFilters: Set<string>
  readonly keys: string[]
}

export const noEffects = (): EffectNotes => ({ removedFilters: new Set(), appliedFilters: new Set(), keys: [] })

/** A value as text for the cache key; numbers beyond 2^53 keep all digits. */
export const keyText = (value: unknown): string => JSON.stringify(value ?? null, (_, member: unknown) => (typeof member === 'bigint' ? `${member}n` : member))
