import type { Args } from './args.ts'

/** A value inside a template. Whole numbers are bigint, so that `1` and `1.0` stay apart as in Python. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Value[]
  | Tuple
  | Dict
  | DictView
  | Range
  | Undefined
  | Namespace
  | Callable
  | Moment
  | Duration
  | LoopState

export class Tuple {
  readonly items: readonly Value[]
  /** Names of the items, where they have some (`grouper`, `list`). */
  readonly names: readonly string[]

  constructor(items: readonly Value[], names: readonly string[] = []) {
    this.items = items
    this.names = names
  }
}

/** Keys by their canonical text (see `dictKey`), in the order of insertion. */
export class Dict {
  readonly entries = new Map<string, readonly [key: Value, value: Value]>()
}

export class DictView {
  readonly kind: 'keys' | 'values' | 'items'
  readonly dict: Dict

  constructor(kind: DictView['kind'], dict: Dict) {
    this.kind = kind
    this.dict = dict
  }

  list(): Value[] {
    return [...this.dict.entries.values()].map(([key, value]) => (this.kind === 'keys' ? key : this.kind === 'values' ? value : new Tuple([key, value])))
  }
}

export class Range {
  readonly start: number
  readonly stop: number
  readonly step: number
  readonly length: number

  constructor(start: number, stop: number, step: number) {
    this.start = start
    this.stop = stop
    this.step = step
    this.length = Math.max(0, Math.ceil((stop - start) / step))
  }

  list(): Value[] {
    return Array.from({ length: this.length }, (_, i) => BigInt(this.start + i * this.step))
  }
}

/** What is not there. `text` is what it prints: its own expression, so that people see what was missing. */
export class Undefined {
  readonly message: string
  readonly text: string
  /** The name is one that leads to the host elsewhere: every use is refused. */
  readonly forbidden: boolean

  constructor(message: string, text: string, forbidden = false) {
    this.message = message
    this.text = text
    this.forbidden = forbidden
  }
}

/** `namespace()`, the one value whose attributes can be set; also what a dotted macro name leads through. */
export class Namespace {
  readonly members: Map<string, Value>

  constructor(members: Map<string, Value> = new Map()) {
    this.members = members
  }
}

/** Something to call. Carries no attribute at all. */
export class Callable {
  readonly name: string
  readonly call: (args: Args) => Value

  constructor(name: string, call: (args: Args) => Value) {
    this.name = name
    this.call = call
  }
}

/** A zone-less moment: microseconds since 1970 read as UTC. */
export class Moment {
  readonly micros: bigint
  /** A calendar day, printed without its time. */
  readonly isDate: boolean

  constructor(micros: bigint, isDate = false) {
    this.micros = micros
    this.isDate = isDate
  }
}

export class Duration {
  readonly micros: bigint

  constructor(micros: bigint) {
    this.micros = micros
  }
}

/** `loop` inside a `for`. */
export class LoopState {
  readonly items: readonly Value[]
  readonly depth: number
  readonly recurse: ((items: Value) => string) | null
  index0 = 0
  changedTo: readonly Value[] | null = null

  constructor(items: readonly Value[], depth: number, recurse: LoopState['recurse']) {
    this.items = items
    this.depth = depth
    this.recurse = recurse
  }
}

const CLASS_NAMES: readonly (readonly [abstract new (...args: never[]) => object, string])[] = [
  [Array, 'list'],
  [Tuple, 'tuple'],
  [Dict, 'dict'],
  [Range, 'range'],
  [Undefined, 'Undefined'],
  [Namespace, 'Namespace'],
  [Callable, 'function'],
  [Moment, 'datetime.datetime'],
  [Duration, 'datetime.timedelta'],
  [LoopState, 'LoopContext'],
]

/** Python's name of the value's type, for messages. */
export const typeName = (value: Value): string => {
  if (value === null) return 'NoneType'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'bigint') return 'int'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'string') return 'str'
  if (value instanceof DictView) return `dict_${value.kind}`
  return CLASS_NAMES.find(([type]) => value instanceof type)?.[1] ?? 'object'
}

/** `??` for template values, where null is a value like others. */
export const orElse = (value: Value | undefined, otherwise: () => Value): Value => (value === undefined ? otherwise() : value)
