import type { Args } from '../args.ts'
import type { Tools } from '../tools.ts'
import type { Value } from '../values.ts'

/** Methods of one type by name. Own properties of a table without prototype: nothing else can be named. */
export type Methods<T> = Readonly<Record<string, (self: T, args: Args, tools: Tools) => Value>>

export const table = <T>(methods: Methods<T>): Methods<T> => Object.freeze(Object.assign(Object.create(null) as Methods<T>, methods))
