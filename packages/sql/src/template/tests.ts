import type { Args } from './args.ts'
import { Fault } from './errors.ts'
import { isLower, isUpper } from './methods/text-classes.ts'
import { isNumber } from './numbers.ts'
import { binary } from './operators.ts'
import { itemsOrNull, type Tools } from './tools.ts'
import { Callable, Dict, DictView, LoopState, typeName, Undefined, type Value } from './values.ts'

export type TestFunction = (value: Value, args: Args, tools: Tools) => boolean

const remainder = (value: Value, by: Value, tools: Tools): Value => {
  if (!isNumber(value) || !isNumber(by)) throw new Fault('TypeError', `numbers are expected, not ${typeName(value)} and ${typeName(by)}`)
  return binary('%', value, by, tools)
}

const same = (a: Value, b: Value): boolean => a === b || (a instanceof Undefined && b instanceof Undefined && a.text === b.text)

const equal: TestFunction = (value, args, { comparer }) => comparer.equal(value, args.get(0, 'other'))
const unequal: TestFunction = (value, args, { comparer }) => !comparer.equal(value, args.get(0, 'other'))

const ordered =
  (sign: string, holds: (order: number) => boolean): TestFunction =>
  (value, args, { comparer }) =>
    holds(comparer.order(value, args.get(0, 'other'), sign))

const greater = ordered('>', (order) => order > 0)
const less = ordered('<', (order) => order < 0)
const atLeast = ordered('>=', (order) => order >= 0)
const atMost = ordered('<=', (order) => order <= 0)

/** Tests by name. `filter` and `test` live with the evaluator, which knows all names. */
export const tests: Readonly<Record<string, TestFunction>> = Object.assign(Object.create(null), {
  defined: (value: Value) => !(value instanceof Undefined),
  undefined: (value: Value) => value instanceof Undefined,
  none: (value: Value) => value === null,
  boolean: (value: Value) => typeof value === 'boolean',
  true: (value: Value) => value === true,
  false: (value: Value) => value === false,
  integer: (value: Value) => typeof value === 'bigint',
  float: (value: Value) => typeof value === 'number',
  number: (value: Value) => isNumber(value),
  string: (value: Value) => typeof value === 'string',
  mapping: (value: Value) => value instanceof Dict,
  iterable: (value: Value) => itemsOrNull(value) !== null || value instanceof LoopState,
  sequence: (value: Value) => itemsOrNull(value) !== null && !(value instanceof DictView),
  callable: (value: Value) => value instanceof Callable,
  escaped: () => false,
  sameas: (value: Value, args: Args) => same(value, args.get(0, 'other')),
  lower: (value: Value, _: Args, { printer }: Tools) => isLower(printer.str(value)),
  upper: (value: Value, _: Args, { printer }: Tools) => isUpper(printer.str(value)),
  even: (value: Value, _: Args, tools: Tools) => Number(remainder(value, 2n, tools)) === 0,
  odd: (value: Value, _: Args, tools: Tools) => Number(remainder(value, 2n, tools)) === 1,
  divisibleby: (value: Value, args: Args, tools: Tools) => Number(remainder(value, args.get(0, 'num'), tools)) === 0,
  in: (value: Value, args: Args, { comparer }: Tools) => comparer.contains(args.get(0, 'seq'), value),
  '==': equal,
  eq: equal,
  equalto: equal,
  '!=': unequal,
  ne: unequal,
  '>': greater,
  gt: greater,
  greaterthan: greater,
  '<': less,
  lt: less,
  lessthan: less,
  '>=': atLeast,
  ge: atLeast,
  '<=': atMost,
  le: atMost,
})
