/** What a template may see: names only, nothing of the host. Values are plain data; functions get plain data and give plain data, now or later. */
export interface TemplateScope {
  readonly variables: Readonly<Record<string, unknown>>
  /** Macros by name, namespaces as nested objects (`presto.latest_partition`). Called with positional and named arguments. */
  readonly macros: TemplateMacros
  readonly filters: Readonly<Record<string, TemplateFunction>>
  /** What something undefined prints: its own expression (`{{ x }}`; the default), so that people see what is missing, or nothing. */
  readonly undefinedPrints?: 'itself' | 'nothing'
}

export interface TemplateMacros {
  readonly [name: string]: TemplateFunction | TemplateMacros
}

export type TemplateFunction = (args: readonly unknown[], named: Readonly<Record<string, unknown>>) => unknown

/** Bounds of one rendering; crossing one throws. */
export interface TemplateLimits {
  /** Nodes evaluated, loop turns and the like. */
  readonly steps: number
  /** Characters of the output and of any text on the way. */
  readonly characters: number
  readonly milliseconds: number
}
