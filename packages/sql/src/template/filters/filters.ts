import type { Args } from '../args.ts'
import type { Tools } from '../tools.ts'
import type { Value } from '../values.ts'

export type FilterFunction = (value: Value, args: Args, tools: Tools) => Value
export type Filters = Readonly<Record<string, FilterFunction>>
