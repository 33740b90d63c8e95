import { call as callValue } from './access.ts'
import type { Args } from './args.ts'
import { isTrue } from './compare.ts'
import { Fault } from './errors.ts'
import { Evaluator } from './evaluate.ts'
import { Frame } from './frame.ts'
import { usesName } from './inspect.ts'
import type { Body, Parameter, Statement, Target } from './nodes.ts'
import { itemsOf, makeDict } from './tools.ts'
import { Callable, LoopState, Namespace, Tuple, Undefined, type Value } from './values.ts'

type ForTag = Extract<Statement, { kind: 'for' }>

/** Runs the statements of a template. */
export class Executor extends Evaluator {
  /** Where the template stands: the line of the statement that runs. */
  line: number | null = null

  run(body: Body): string {
    return this.body(body, new Frame(null))
  }

  private body(body: Body, frame: Frame): string {
    return this.budget.nested(() => {
      let out = ''
      for (const statement of body) {
        const text = this.statement(statement, frame)
        this.budget.spend()
        if (text === '') continue
        out += text
        this.budget.length(out.length)
      }
      return out
    })
  }

  private statement(statement: Statement, frame: Frame): string {
    if (statement.kind === 'data') return statement.text
    this.line = statement.line
    switch (statement.kind) {
      case 'output':
        return this.printer.str(this.evaluate(statement.value, frame))
      case 'if': {
        const branch = statement.branches.find(([test]) => isTrue(this.evaluate(test, frame)))
        return this.body(branch === undefined ? statement.otherwise : branch[1], frame)
      }
      case 'for':
        return this.loop(statement, this.evaluate(statement.items, frame), frame, 0)
      case 'set':
        this.assign(statement.target, this.evaluate(statement.value, frame), frame)
        return ''
      case 'set-block': {
        const text = this.body(statement.body, new Frame(frame))
        this.assign(statement.target, statement.filter === null ? text : this.filterText(statement.filter, text, frame), frame)
        return ''
      }
      case 'with': {
        const inner = new Frame(frame)
        for (const [target, value] of statement.bindings) this.assign(target, this.evaluate(value, frame), inner)
        return this.body(statement.body, inner)
      }
      case 'macro':
        frame.set(statement.name, this.macro(statement.name, statement.parameters, statement.body, frame))
        return ''
      case 'call-block':
        return this.callBlock(statement, frame)
      case 'filter-block':
        return this.printer.str(this.filterText(statement.filter, this.body(statement.body, new Frame(frame)), frame))
    }
  }

  private assign(target: Target, value: Value, frame: Frame): void {
    if (target.kind === 'name') frame.set(target.name, value)
    else if (target.kind === 'tuple') this.unpack(target.items, value, frame)
    else {
      const namespace = this.lookUp(target.name, frame)
      if (!(namespace instanceof Namespace)) throw new Fault('TemplateRuntimeError', 'cannot assign attribute on non-namespace object')
      namespace.members.set(target.attribute, value)
    }
  }

  private unpack(targets: readonly Target[], value: Value, frame: Frame): void {
    const items = itemsOf(value, this.budget)
    if (items.length < targets.length) throw new Fault('ValueError', `not enough values to unpack (expected ${targets.length}, got ${items.length})`)
    if (items.length > targets.length) throw new Fault('ValueError', `too many values to unpack (expected ${targets.length})`)
    targets.forEach((target, i) => {
      this.assign(target, items[i] ?? null, frame)
    })
  }

  /** The items that the loop's own condition lets through. */
  private admitted(tag: ForTag, items: readonly Value[], frame: Frame): readonly Value[] {
    const { test } = tag
    if (test === null) return items
    return items.filter((item) => {
      const inner = new Frame(frame)
      this.assign(tag.target, item, inner)
      return isTrue(this.evaluate(test, inner))
    })
  }

  private loop(tag: ForTag, value: Value, frame: Frame, depth: number): string {
    const items = this.admitted(tag, itemsOf(value, this.budget), frame)
    if (items.length === 0) return this.body(tag.otherwise, frame)
    const state = new LoopState(items, depth, tag.recursive ? (inner) => this.loop(tag, inner, frame, depth + 1) : null)
    let out = ''
    items.forEach((item, i) => {
      state.index0 = i
      const inner = new Frame(frame)
      inner.set('loop', state)
      this.assign(tag.target, item, inner)
      out += this.body(tag.body, inner)
      this.budget.length(out.length)
    })
    return out
  }

  private macro(name: string, parameters: readonly Parameter[], body: Body, frame: Frame): Callable {
    const uses = { varargs: usesName(body, 'varargs'), kwargs: usesName(body, 'kwargs'), caller: usesName(body, 'caller') }
    return new Callable(name, (args) => {
      const inner = new Frame(frame)
      this.bind(parameters, args, inner, uses)
      return this.body(body, inner)
    })
  }

  private bind(parameters: readonly Parameter[], args: Args, frame: Frame, uses: { varargs: boolean; kwargs: boolean; caller: boolean }): void {
    parameters.forEach(({ name, otherwise }, i) => {
      if (args.named.has(name) && i < args.positional.length) args.fail(`got multiple values for argument '${name}'`)
      const given = args.has(i, name)
      if (given) frame.set(name, args.get(i, name))
      else frame.set(name, otherwise === null ? this.missingArgument(name) : this.evaluate(otherwise, frame))
    })
    const extra = args.positional.slice(parameters.length)
    const named = [...args.named].filter(([key]) => !parameters.some(({ name }) => name === key))
    const caller = named.find(([key]) => key === 'caller')
    if (caller !== undefined && !uses.caller && !uses.kwargs) args.fail("takes no keyword argument 'caller'")
    if (uses.caller) frame.set('caller', caller?.[1] ?? this.missingArgument('caller'))
    const others = uses.caller ? named.filter((one) => one !== caller) : named
    if (extra.length > 0 && !uses.varargs) args.fail(`takes not more than ${parameters.length} argument(s)`)
    if (others.length > 0 && !uses.kwargs) args.fail(`takes no keyword argument '${others[0]?.[0] ?? ''}'`)
    if (uses.varargs) frame.set('varargs', new Tuple(extra))
    if (uses.kwargs) frame.set('kwargs', makeDict(others))
  }

  private missingArgument(name: string): Value {
    return new Undefined(`parameter '${name}' was not provided`, this.surroundings.printsUndefined ? `{{ ${name} }}` : '')
  }

  private callBlock(statement: Extract<Statement, { kind: 'call-block' }>, frame: Frame): string {
    const { call, parameters, body } = statement
    if (call.kind !== 'call') throw new Fault('TemplateSyntaxError', 'expected call')
    const caller = this.macro('caller', parameters, body, frame)
    const { positional, named } = this.args(call.args, frame)
    return this.printer.str(callValue(this.evaluate(call.of, frame), positional, new Map([...named, ['caller', caller]])))
  }
}
