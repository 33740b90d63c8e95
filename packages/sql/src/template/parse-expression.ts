import { Fault } from './errors.ts'
import type { TemplateToken, TokenType } from './lexer.ts'
import type { CallArguments, CompareOperator, Expression } from './nodes.ts'
import { MAX_DIGITS } from './numbers.ts'
import type { BinaryOperator } from './operators.ts'

/** Expressions may nest this deep; evaluation has a bound of its own. */
const MAX_DEPTH = 150
const CONSTANTS: Readonly<Record<string, null | boolean>> = { true: true, True: true, false: false, False: false, none: null, None: null }
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const satisfies readonly CompareOperator[]
const NO_ARGUMENTS: CallArguments = { positional: [], named: [], spread: null, spreadNamed: null }

/** Reads expressions; the statements' parser builds on it. */
export class ExpressionParser {
  protected readonly tokens: readonly TemplateToken[]
  protected at = 0
  private readonly heights = new WeakMap<Expression, number>()
  private depth = 0

  constructor(tokens: readonly TemplateToken[]) {
    this.tokens = tokens
  }

  protected get current(): TemplateToken {
    const token = this.tokens[this.at] ?? this.tokens.at(-1)
    if (token === undefined) throw new Fault('TemplateSyntaxError', 'unexpected end of template')
    return token
  }

  protected fail(message: string, line = this.current.line): never {
    throw new Fault('TemplateSyntaxError', message, line)
  }

  protected is(type: TokenType, ...values: readonly string[]): boolean {
    const token = this.current
    return token.type === type && (values.length === 0 || values.includes(token.value))
  }

  protected isName(...values: readonly string[]): boolean {
    return this.is('name', ...values)
  }

  protected isOperator(...values: readonly string[]): boolean {
    return this.is('operator', ...values)
  }

  protected skip(type: TokenType, ...values: readonly string[]): boolean {
    const hit = this.is(type, ...values)
    if (hit) this.at++
    return hit
  }

  protected expect(type: TokenType, value?: string): TemplateToken {
    const token = this.current
    if (token.type !== type || (value !== undefined && token.value !== value)) {
      this.fail(`expected token '${value ?? type}', got '${token.type === 'end' ? 'end of template' : token.value}'`)
    }
    this.at++
    return token
  }

  /** Notes how high a tree grows, so that no chain of operators outgrows the evaluator's stack. */
  private grown<E extends Expression>(node: E, ...children: readonly (Expression | null)[]): E {
    const height = 1 + Math.max(0, ...children.map((child) => (child === null ? 0 : (this.heights.get(child) ?? 0))))
    if (height > MAX_DEPTH) this.fail('The expression is nested too deeply')
    this.heights.set(node, height)
    return node
  }

  expression(withCondition = true): Expression {
    if (++this.depth > MAX_DEPTH) this.fail('The expression is nested too deeply')
    const node = withCondition ? this.condition() : this.or()
    this.depth--
    return node
  }

  private condition(): Expression {
    let node = this.or()
    while (this.skip('name', 'if')) {
      const test = this.or()
      const otherwise = this.skip('name', 'else') ? this.expression() : null
      node = this.grown({ kind: 'conditional', test, value: node, otherwise }, test, node, otherwise)
    }
    return node
  }

  private or(): Expression {
    let left = this.and()
    while (this.skip('name', 'or')) {
      const right = this.and()
      left = this.grown({ kind: 'logical', operator: 'or', left, right }, left, right)
    }
    return left
  }

  private and(): Expression {
    let left = this.not()
    while (this.skip('name', 'and')) {
      const right = this.not()
      left = this.grown({ kind: 'logical', operator: 'and', left, right }, left, right)
    }
    return left
  }

  private not(): Expression {
    let count = 0
    while (this.skip('name', 'not')) count++
    let node = this.comparison()
    for (; count > 0; count--) node = this.grown({ kind: 'unary', operator: 'not', of: node }, node)
    return node
  }

  private comparison(): Expression {
    const first = this.sum()
    const rest: [CompareOperator, Expression][] = []
    for (;;) {
      const token = this.current
      const operator = token.type === 'operator' ? COMPARISONS.find((one) => one === token.value) : undefined
      const next = this.tokens[this.at + 1]
      const notIn = this.isName('not') && next?.type === 'name' && next.value === 'in'
      if (operator === undefined && !notIn && !this.isName('in')) break
      this.at += notIn ? 2 : 1
      rest.push([operator ?? (notIn ? 'not in' : 'in'), this.sum()])
    }
    return rest.length === 0 ? first : this.grown({ kind: 'compare', first, rest }, first, ...rest.map(([, node]) => node))
  }

  private chain(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand()
    for (;;) {
      const operator = this.current.type === 'operator' ? operators.find((one) => one === this.current.value) : undefined
      if (operator === undefined) return left
      this.at++
      const right = operand()
      left = this.grown({ kind: 'binary', operator, left, right }, left, right)
    }
  }

  private sum(): Expression {
    return this.chain(['+', '-'], () => this.concatenation())
  }

  private concatenation(): Expression {
    const items = [this.product()]
    while (this.skip('operator', '~')) items.push(this.product())
    const [only] = items
    return items.length === 1 && only !== undefined ? only : this.grown({ kind: 'concat', items }, ...items)
  }

  private product(): Expression {
    return this.chain(['*', '/', '//', '%'], () => this.chain(['**'], () => this.unary(true)))
  }

  private unary(withFilter: boolean): Expression {
    const sign = this.isOperator('-') ? '-' : this.isOperator('+') ? '+' : null
    let node: Expression
    if (sign === null) node = this.primary()
    else {
      this.at++
      if (++this.depth > MAX_DEPTH) this.fail('The expression is nested too deeply')
      const of = this.unary(false)
      this.depth--
      node = this.grown({ kind: 'unary', operator: sign, of }, of)
    }
    node = this.postfix(node)
    return withFilter ? this.filtersAndTests(node) : node
  }

  private primary(): Expression {
    const token = this.current
    if (token.type === 'name') return this.name(token)
    if (token.type === 'string') return { kind: 'constant', value: this.strings() }
    if (token.type === 'integer') {
      this.at++
      if (token.value.length > MAX_DIGITS) this.fail(`Exceeds the limit (${MAX_DIGITS} digits) for integer string conversion`)
      return { kind: 'constant', value: BigInt(token.value) }
    }
    if (token.type === 'float') {
      this.at++
      return { kind: 'constant', value: Number(token.value) }
    }
    if (this.skip('operator', '(')) {
      const node = this.isOperator(')') ? this.grown({ kind: 'tuple' as const, items: [] }) : this.tuple(true)
      this.expect('operator', ')')
      return node
    }
    if (this.skip('operator', '[')) return this.list()
    if (this.skip('operator', '{')) return this.dict()
    if (token.type === 'variable-end' || token.type === 'end') this.fail("Expected an expression, got 'end of print statement'")
    return this.fail(token.type === 'block-end' ? "Expected an expression, got 'end of statement block'" : `unexpected '${token.value}'`)
  }

  private name(token: TemplateToken): Expression {
    this.at++
    if (Object.hasOwn(CONSTANTS, token.value)) return { kind: 'constant', value: CONSTANTS[token.value] ?? null }
    return { kind: 'name', name: token.value }
  }

  private strings(): string {
    let text = ''
    while (this.is('string')) {
      text += this.current.value
      this.at++
    }
    return text
  }

  private list(): Expression {
    const items: Expression[] = []
    while (!this.isOperator(']')) {
      if (items.length > 0) this.expect('operator', ',')
      if (this.isOperator(']')) break
      items.push(this.expression())
    }
    this.expect('operator', ']')
    return this.grown({ kind: 'list', items }, ...items)
  }

  private dict(): Expression {
    const entries: [Expression, Expression][] = []
    while (!this.isOperator('}')) {
      if (entries.length > 0) this.expect('operator', ',')
      if (this.isOperator('}')) break
      const key = this.expression()
      this.expect('operator', ':')
      entries.push([key, this.expression()])
    }
    this.expect('operator', '}')
    return this.grown({ kind: 'dict', entries }, ...entries.flat())
  }

  /** One expression, or several with commas between them as a tuple. */
  tuple(withCondition: boolean, ...endNames: readonly string[]): Expression {
    const ends = (): boolean => this.is('variable-end') || this.is('block-end') || this.isOperator(')') || (endNames.length > 0 && this.isName(...endNames))
    const items: Expression[] = []
    let comma = false
    for (;;) {
      if (items.length > 0) {
        if (!this.skip('operator', ',')) break
        comma = true
      }
      if (ends()) break
      items.push(this.expression(withCondition))
    }
    const [only] = items
    if (only === undefined) return this.primary()
    return comma ? this.grown({ kind: 'tuple', items }, ...items) : only
  }

  private postfix(start: Expression): Expression {
    let node = start
    for (;;) {
      if (this.skip('operator', '.')) {
        const token = this.current
        this.at++
        if (token.type === 'name') node = this.grown({ kind: 'attribute', of: node, name: token.value }, node)
        else if (token.type === 'integer') node = this.grown({ kind: 'item', of: node, key: { kind: 'constant', value: BigInt(token.value) } }, node)
        else this.fail('expected name or number', token.line)
      } else if (this.skip('operator', '[')) node = this.subscript(node)
      else if (this.isOperator('(')) node = this.called(node)
      else return node
    }
  }

  private called(of: Expression): Expression {
    const args = this.callArguments()
    return this.grown({ kind: 'call', of, args }, of, ...argumentNodes(args))
  }

  private subscript(of: Expression): Expression {
    const parts: (Expression | null)[] = [null]
    while (!this.isOperator(']')) {
      if (this.skip('operator', ':')) parts.push(null)
      else if (this.isOperator(',')) this.fail('A subscript of several parts is not supported')
      else if (parts.at(-1) === null) parts[parts.length - 1] = this.expression()
      else this.expect('operator', ']')
    }
    this.expect('operator', ']')
    const [start = null, stop = null, step = null, ...more] = parts
    if (more.length > 0 || (parts.length === 1 && start === null)) this.fail('expected an expression between [ and ]')
    if (parts.length === 1 && start !== null) return this.grown({ kind: 'item', of, key: start }, of, start)
    return this.grown({ kind: 'slice', of, start, stop, step }, of, start, stop, step)
  }

  protected callArguments(): CallArguments {
    this.expect('operator', '(')
    const positional: Expression[] = []
    const named: [string, Expression][] = []
    let spread: Expression | null = null
    let spreadNamed: Expression | null = null
    for (let first = true; !this.isOperator(')'); first = false) {
      if (!first) this.expect('operator', ',')
      if (this.isOperator(')')) break
      const next = this.tokens[this.at + 1]
      if (this.skip('operator', '**')) {
        if (spreadNamed !== null) this.fail('invalid syntax for function call expression')
        spreadNamed = this.expression()
      } else if (this.skip('operator', '*')) {
        if (spread !== null || spreadNamed !== null) this.fail('invalid syntax for function call expression')
        spread = this.expression()
      } else if (this.is('name') && next?.type === 'operator' && next.value === '=') {
        if (spreadNamed !== null) this.fail('invalid syntax for function call expression')
        const name = this.current.value
        this.at += 2
        named.push([name, this.expression()])
      } else {
        if (spread !== null || spreadNamed !== null || named.length > 0) this.fail('invalid syntax for function call expression')
        positional.push(this.expression())
      }
    }
    this.expect('operator', ')')
    return { positional, named, spread, spreadNamed }
  }

  private dottedName(): string {
    let name = this.expect('name').value
    while (this.skip('operator', '.')) name += `.${this.expect('name').value}`
    return name
  }

  private filtersAndTests(start: Expression): Expression {
    let node = start
    for (;;) {
      if (this.isOperator('|')) node = this.filters(node) ?? node
      else if (this.isName('is')) node = this.test(node)
      // A call behind a filter calls what it gave.
      else if (this.isOperator('(')) node = this.called(node)
      else return node
    }
  }

  /** `| name(…) | name`; with `null` the first stands for the text of a block and needs no bar. */
  protected filters(start: Expression | null): Expression | null {
    let node = start
    let inline = start === null
    while (inline || this.skip('operator', '|')) {
      const name = this.dottedName()
      const args = this.isOperator('(') ? this.callArguments() : NO_ARGUMENTS
      node = this.grown({ kind: 'filter', of: node, name, args }, node, ...argumentNodes(args))
      inline = false
    }
    return node
  }

  private test(of: Expression): Expression {
    this.expect('name', 'is')
    const negated = this.skip('name', 'not')
    const name = this.dottedName()
    let args = NO_ARGUMENTS
    if (this.isOperator('(')) args = this.callArguments()
    else if (this.testTakesArgument()) {
      if (this.isName('is')) this.fail('You cannot chain multiple tests with is')
      args = { ...NO_ARGUMENTS, positional: [this.postfix(this.primary())] }
    }
    return this.grown({ kind: 'test', of, name, args, negated }, of, ...argumentNodes(args))
  }

  private testTakesArgument(): boolean {
    if (this.is('name')) return !this.isName('else', 'or', 'and', 'if')
    return this.is('string') || this.is('integer') || this.is('float') || this.isOperator('[', '{')
  }
}

export const argumentNodes = (args: CallArguments): readonly Expression[] => [
  ...args.positional,
  ...args.named.map(([, value]) => value),
  ...(args.spread === null ? [] : [args.spread]),
  ...(args.spreadNamed === null ? [] : [args.spreadNamed]),
]
