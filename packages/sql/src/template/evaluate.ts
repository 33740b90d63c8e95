import * as access from './access.ts'
import { Args } from './args.ts'
import type { Budget } from './budget.ts'
import { Comparer, isTrue } from './compare.ts'
import { Fault } from './errors.ts'
import { builtInFilters } from './filters/index.ts'
import type { Frame } from './frame.ts'
import { makeGlobals } from './globals.ts'
import type { CallArguments, CompareOperator, Expression } from './nodes.ts'
import { asBigInt, isInteger, isNumber, wholeNumber } from './numbers.ts'
import { binary, negative } from './operators.ts'
import { tests } from './tests.ts'
import { Printer } from './text.ts'
import { itemsOf, makeDict, sliced, type Tools } from './tools.ts'
import { refuseForbidden, refuseUndefined } from './undefined.ts'
import { Dict, Tuple, typeName, Undefined, type Value } from './values.ts'

/** What the template's surroundings give it. */
export interface Surroundings {
  /** A variable, macro or namespace of the host; undefined: unknown. */
  variable(name: string): Value | undefined
  /** A filter of the host; undefined: unknown. */
  filter(name: string, value: Value, args: Args): Value | undefined
  hasFilter(name: string): boolean
  /** What something undefined prints as. */
  readonly printsUndefined: boolean
}

/** Names that lead to the server in other places where templates run. */
const HOST_NAMES = new Set(['self', 'config', 'request', 'session', 'g', 'lipsum', 'environ', 'os', 'process', 'globalThis'])

/** Computes expressions. */
export class Evaluator implements Tools {
  readonly budget: Budget
  readonly printer: Printer
  readonly comparer: Comparer
  protected readonly surroundings: Surroundings
  private readonly globals: ReadonlyMap<string, Value>

  constructor(budget: Budget, surroundings: Surroundings) {
    this.budget = budget
    this.printer = new Printer(budget)
    this.comparer = new Comparer(budget)
    this.surroundings = surroundings
    this.globals = makeGlobals(this)
  }

  attribute(value: Value, name: string): Value {
    return this.shown(access.attribute(value, name, this))
  }

  item(value: Value, key: Value): Value {
    return this.shown(access.item(value, key, this))
  }

  /** Where undefined things print nothing, they carry no text. */
  private shown(value: Value): Value {
    return value instanceof Undefined && !this.surroundings.printsUndefined && value.text !== '' ? new Undefined(value.message, '', value.forbidden) : value
  }

  filter(name: string, value: Value, positional: readonly Value[], named: ReadonlyMap<string, Value>): Value {
    this.budget.spend()
    const args = new Args(name, positional, named)
    const given = this.surroundings.filter(name, value, args)
    if (given !== undefined) return given
    const builtIn = builtInFilters[name]
    if (builtIn === undefined) throw new Fault('TemplateAssertionError', `No filter named '${name}'.`)
    refuseForbidden(value)
    return builtIn(value, args, this)
  }

  test(name: string, value: Value, positional: readonly Value[], named: ReadonlyMap<string, Value>): boolean {
    this.budget.spend()
    if (name === 'filter') return typeof value === 'string' && (builtInFilters[value] !== undefined || this.surroundings.hasFilter(value))
    if (name === 'test') return typeof value === 'string' && (tests[value] !== undefined || value === 'filter' || value === 'test')
    const test = tests[name]
    if (test === undefined) throw new Fault('TemplateAssertionError', `No test named '${name}'.`)
    return test(value, new Args(name, positional, named), this)
  }

  lookUp(name: string, frame: Frame): Value {
    const own = frame.get(name)
    const known = own === undefined ? this.surroundings.variable(name) : own
    if (known !== undefined) return known
    const global = this.globals.get(name)
    if (global !== undefined) return global
    if (name.startsWith('__')) throw new Fault('SecurityError', `Templates may not use the name '${name}'`)
    const forbidden = HOST_NAMES.has(name)
    return this.shown(new Undefined(forbidden ? `Templates may not use '${name}'` : `'${name}' is undefined`, `{{ ${name} }}`, forbidden))
  }

  evaluate(node: Expression, frame: Frame): Value {
    this.budget.spend()
    return this.budget.nested(() => this.compute(node, frame))
  }

  private compute(node: Expression, frame: Frame): Value {
    switch (node.kind) {
      case 'constant':
        return node.value
      case 'name':
        return this.lookUp(node.name, frame)
      case 'list':
        return this.all(node.items, frame)
      case 'tuple':
        return new Tuple(this.all(node.items, frame))
      case 'dict':
        return makeDict(node.entries.map(([key, value]) => [this.evaluate(key, frame), this.evaluate(value, frame)] as const))
      case 'unary':
        return this.unary(node.operator, this.evaluate(node.of, frame))
      case 'binary':
        return binary(node.operator, this.evaluate(node.left, frame), this.evaluate(node.right, frame), this)
      case 'logical': {
        const left = this.evaluate(node.left, frame)
        return isTrue(left) === (node.operator === 'or') ? left : this.evaluate(node.right, frame)
      }
      case 'concat':
        return this.concatenated(node.items, frame)
      case 'compare':
        return this.compared(node.first, node.rest, frame)
      case 'conditional':
        return this.conditional(node, frame)
      case 'attribute':
        return this.attribute(this.evaluate(node.of, frame), node.name)
      case 'item':
        return this.item(this.evaluate(node.of, frame), this.evaluate(node.key, frame))
      case 'slice':
        return this.slice(node, frame)
      case 'call':
        return this.called(this.evaluate(node.of, frame), node.args, frame)
      case 'filter':
        return this.filtered(node, node.of === null ? null : this.evaluate(node.of, frame), frame)
      case 'test': {
        const { positional, named } = this.args(node.args, frame)
        return this.test(node.name, this.evaluate(node.of, frame), positional, named) !== node.negated
      }
    }
  }

  private all(nodes: readonly Expression[], frame: Frame): Value[] {
    return nodes.map((node) => this.evaluate(node, frame))
  }

  private unary(operator: '-' | '+' | 'not', value: Value): Value {
    if (operator === 'not') return !isTrue(value)
    if (operator === '-') return negative(value)
    if (isNumber(value)) return isInteger(value) ? asBigInt(value) : value
    throw new Fault('TypeError', `bad operand type for unary +: '${typeName(value)}'`)
  }

  private concatenated(items: readonly Expression[], frame: Frame): string {
    const text = items.map((item) => this.printer.str(this.evaluate(item, frame))).join('')
    this.budget.text(text.length)
    return text
  }

  private compared(first: Expression, rest: readonly (readonly [CompareOperator, Expression])[], frame: Frame): boolean {
    let left = this.evaluate(first, frame)
    return rest.every(([operator, node]) => {
      const right = this.evaluate(node, frame)
      const holds = this.holds(operator, left, right)
      left = right
      return holds
    })
  }

  private holds(operator: CompareOperator, left: Value, right: Value): boolean {
    switch (operator) {
      case '==':
        return this.comparer.equal(left, right)
      case '!=':
        return !this.comparer.equal(left, right)
      case 'in':
        return this.comparer.contains(right, left)
      case 'not in':
        return !this.comparer.contains(right, left)
      case '<':
        return this.comparer.order(left, right, operator) < 0
      case '<=':
        return this.comparer.order(left, right, operator) <= 0
      case '>':
        return this.comparer.order(left, right, operator) > 0
      case '>=':
        return this.comparer.order(left, right, operator) >= 0
    }
  }

  private conditional(node: Extract<Expression, { kind: 'conditional' }>, frame: Frame): Value {
    if (isTrue(this.evaluate(node.test, frame))) return this.evaluate(node.value, frame)
    return node.otherwise === null ? new Undefined('the inline if evaluated to false and has no else', '') : this.evaluate(node.otherwise, frame)
  }

  private slice(node: Extract<Expression, { kind: 'slice' }>, frame: Frame): Value {
    const value = this.evaluate(node.of, frame)
    const bound = (part: Expression | null): number | null => {
      const found = part === null ? null : this.evaluate(part, frame)
      if (found === null) return null
      if (!isInteger(found)) throw new Fault('TypeError', 'slice indices must be integers or None')
      return wholeNumber(found)
    }
    const bounds = { start: bound(node.start), stop: bound(node.stop), step: bound(node.step) ?? 1 }
    refuseUndefined(value)
    return sliced(value, bounds, this.budget)
  }

  /** Arguments of a call, `*list` and `**dict` included. */
  args(args: CallArguments, frame: Frame): { readonly positional: readonly Value[]; readonly named: ReadonlyMap<string, Value> } {
    const positional = this.all(args.positional, frame)
    const named = new Map(args.named.map(([name, node]) => [name, this.evaluate(node, frame)] as const))
    if (args.spread !== null) positional.push(...itemsOf(this.evaluate(args.spread, frame), this.budget))
    if (args.spreadNamed !== null) {
      const spread = this.evaluate(args.spreadNamed, frame)
      if (!(spread instanceof Dict)) throw new Fault('TypeError', 'argument after ** must be a mapping')
      for (const [key, value] of spread.entries.values()) {
        if (typeof key !== 'string') throw new Fault('TypeError', 'keywords must be strings')
        if (named.has(key)) throw new Fault('TypeError', `got multiple values for keyword argument '${key}'`)
        named.set(key, value)
      }
    }
    return { positional, named }
  }

  called(callee: Value, args: CallArguments, frame: Frame): Value {
    const { positional, named } = this.args(args, frame)
    return access.call(callee, positional, named)
  }

  /** A chain of filters whose head takes `value`. */
  filtered(node: Extract<Expression, { kind: 'filter' }>, value: Value, frame: Frame): Value {
    const { positional, named } = this.args(node.args, frame)
    return this.filter(node.name, value, positional, named)
  }

  /** The filters of a block over its text. */
  filterText(node: Expression, text: string, frame: Frame): Value {
    if (node.kind !== 'filter') return text
    return this.filtered(node, node.of === null ? text : this.filterText(node.of, text, frame), frame)
  }
}
