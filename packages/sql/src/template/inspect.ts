import { GLOBAL_NAMES } from './globals.ts'
import type { Body, Expression, Parameter, Statement, Target } from './nodes.ts'
import { argumentNodes } from './parse-expression.ts'

const present = (...nodes: readonly (Expression | null)[]): readonly Expression[] => nodes.filter((node) => node !== null)

/** The expressions directly below one. */
const below = (node: Expression): readonly Expression[] => {
  switch (node.kind) {
    case 'constant':
    case 'name':
      return []
    case 'list':
    case 'tuple':
    case 'concat':
      return node.items
    case 'dict':
      return node.entries.flat()
    case 'unary':
    case 'attribute':
      return [node.of]
    case 'binary':
    case 'logical':
      return [node.left, node.right]
    case 'compare':
      return [node.first, ...node.rest.map(([, right]) => right)]
    case 'conditional':
      return present(node.test, node.value, node.otherwise)
    case 'item':
      return [node.of, node.key]
    case 'slice':
      return present(node.of, node.start, node.stop, node.step)
    case 'call':
    case 'test':
      return [node.of, ...argumentNodes(node.args)]
    case 'filter':
      return [...present(node.of), ...argumentNodes(node.args)]
  }
}

const targetNames = (target: Target): readonly string[] => (target.kind === 'tuple' ? target.items.flatMap(targetNames) : [target.name])

/** Names known at a place, each block's on top of its surroundings'. */
class Names {
  private readonly own = new Set<string>()
  private readonly parent: Names | null

  constructor(parent: Names | null, names: readonly string[] = []) {
    this.parent = parent
    for (const name of names) this.own.add(name)
  }

  has(name: string): boolean {
    return this.own.has(name) || (this.parent?.has(name) ?? false)
  }

  add(names: readonly string[]): void {
    for (const name of names) this.own.add(name)
  }
}

interface Visitor {
  /** An expression, and whether a name is the template's own there. */
  expression(node: Expression, known: (name: string) => boolean): void
}

class Walker {
  private readonly visitor: Visitor

  constructor(visitor: Visitor) {
    this.visitor = visitor
  }

  body(body: Body, names: Names): void {
    for (const statement of body) this.statement(statement, names)
  }

  private expressions(nodes: readonly (Expression | null)[], names: Names): void {
    for (const node of present(...nodes)) {
      this.visitor.expression(node, (name) => names.has(name))
      this.expressions(below(node), names)
    }
  }

  private parameters(parameters: readonly Parameter[], body: Body, names: Names): void {
    const inner = new Names(
      names,
      parameters.map(({ name }) => name),
    )
    this.expressions(
      parameters.map(({ otherwise }) => otherwise),
      inner,
    )
    inner.add(['varargs', 'kwargs', 'caller'])
    this.body(body, inner)
  }

  private statement(statement: Statement, names: Names): void {
    switch (statement.kind) {
      case 'data':
        break
      case 'output':
        this.expressions([statement.value], names)
        break
      case 'if':
        for (const [test, body] of statement.branches) {
          this.expressions([test], names)
          this.body(body, names)
        }
        this.body(statement.otherwise, names)
        break
      case 'for': {
        this.expressions([statement.items], names)
        const inner = new Names(names, [...targetNames(statement.target), 'loop'])
        this.expressions([statement.test], inner)
        this.body(statement.body, inner)
        this.body(statement.otherwise, new Names(names))
        break
      }
      case 'set':
        this.expressions([statement.value], names)
        names.add(targetNames(statement.target))
        break
      case 'set-block':
        this.expressions([statement.filter], names)
        this.body(statement.body, new Names(names))
        names.add(targetNames(statement.target))
        break
      case 'with': {
        const inner = new Names(names)
        for (const [target, value] of statement.bindings) {
          this.expressions([value], names)
          inner.add(targetNames(target))
        }
        this.body(statement.body, inner)
        break
      }
      case 'macro':
        names.add([statement.name])
        this.parameters(statement.parameters, statement.body, names)
        break
      case 'call-block':
        this.expressions([statement.call], names)
        this.parameters(statement.parameters, statement.body, names)
        break
      case 'filter-block':
        this.expressions([statement.filter], names)
        this.body(statement.body, new Names(names))
        break
    }
  }
}

const walk = (body: Body, visitor: Visitor): void => new Walker(visitor).body(body, new Names(null))

/** Names that are looked up and that the template does not set itself; what every template has is left out. */
export const undeclaredIn = (body: Body): ReadonlySet<string> => {
  const found = new Set<string>()
  walk(body, { expression: (node, known) => node.kind === 'name' && !known(node.name) && !GLOBAL_NAMES.includes(node.name) && found.add(node.name) })
  return found
}

/** `a.b.c` as a text, where an expression is only names. */
const dotted = (node: Expression): string | null => {
  if (node.kind === 'name') return node.name
  const before = node.kind === 'attribute' ? dotted(node.of) : null
  return before === null || node.kind !== 'attribute' ? null : `${before}.${node.name}`
}

export const callsIn = (body: Body): ReadonlySet<string> => {
  const found = new Set<string>()
  walk(body, {
    expression: (node) => {
      const name = node.kind === 'call' ? dotted(node.of) : null
      if (name !== null) found.add(name)
    },
  })
  return found
}

/** The body looks the name up anywhere. */
export const usesName = (body: Body, name: string): boolean => {
  let found = false
  walk(body, {
    expression: (node) => {
      found ||= node.kind === 'name' && node.name === name
    },
  })
  return found
}
