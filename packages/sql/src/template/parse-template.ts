import { Fault } from './errors.ts'
import { readTokens } from './lexer.ts'
import type { Body, Expression, Parameter, Statement, Target } from './nodes.ts'
import { ExpressionParser } from './parse-expression.ts'

const MAX_NESTING = 60
const OTHER_TEMPLATES = ['include', 'import', 'from', 'extends', 'block']
const CONSTANT_NAMES = ['true', 'false', 'none', 'True', 'False', 'None']

class TemplateParser extends ExpressionParser {
  private nesting = 0

  template(): Body {
    const body = this.body()
    if (!this.is('end')) this.unknownTag()
    return body
  }

  private unknownTag(): never {
    const name = this.current.value
    if (OTHER_TEMPLATES.includes(name)) throw new Fault('SecurityError', `Templates of SQL stand alone: {% ${name} %} is not available`, this.current.line)
    if (/^(?:end|el)/.test(name)) this.fail(`Encountered unknown tag '${name}': nothing that it closes is open here`)
    return this.fail(`Encountered unknown tag '${name}'.`)
  }

  /** Statements up to a tag of one of these names, whose `{%` is consumed, or to the end. */
  private body(...ends: readonly string[]): Body {
    if (++this.nesting > MAX_NESTING) this.fail('The template is nested too deeply')
    const found: Statement[] = []
    for (;;) {
      const token = this.current
      if (token.type === 'end') {
        if (ends.length > 0) this.fail(`Unexpected end of template. Expected the tag '${ends.at(-1) ?? ''}'`)
        break
      }
      this.at++
      if (token.type === 'data') found.push({ kind: 'data', text: token.value })
      else if (token.type === 'variable-begin') {
        found.push({ kind: 'output', value: this.tuple(true), line: token.line })
        this.expect('variable-end')
      } else {
        if (!this.is('name')) this.fail(`tag name expected${this.is('block-end') ? '' : `, got '${this.current.value}'`}`)
        if (ends.length > 0 && this.isName(...ends)) break
        found.push(...this.statement(this.current.line))
      }
    }
    this.nesting--
    return found
  }

  private statement(line: number): readonly Statement[] {
    const tag = this.current.value
    const read = this.tags.get(tag)
    if (read === undefined) this.unknownTag()
    this.at++
    return read(line)
  }

  private readonly tags = new Map<string, (line: number) => readonly Statement[]>([
    ['if', (line) => [this.ifTag(line)]],
    ['for', (line) => [this.forTag(line)]],
    ['set', (line) => [this.setTag(line)]],
    ['with', (line) => [this.withTag(line)]],
    ['macro', (line) => [this.macroTag(line)]],
    ['call', (line) => [this.callTag(line)]],
    ['filter', (line) => [this.filterTag(line)]],
    ['print', (line) => this.printTag(line)],
  ])

  private endTag(name: string): void {
    this.expect('name', name)
    this.expect('block-end')
  }

  private blockBody(end: string): Body {
    this.expect('block-end')
    const body = this.body(end)
    this.endTag(end)
    return body
  }

  private ifTag(line: number): Statement {
    const branches: [Expression, Body][] = []
    let otherwise: Body = []
    do {
      const test = this.tuple(false)
      this.expect('block-end')
      branches.push([test, this.body('elif', 'else', 'endif')])
    } while (this.skip('name', 'elif'))
    if (this.skip('name', 'else')) {
      this.expect('block-end')
      otherwise = this.body('endif')
    }
    this.endTag('endif')
    return { kind: 'if', branches, otherwise, line }
  }

  private forTag(line: number): Statement {
    const target = this.target('in')
    this.expect('name', 'in')
    const items = this.tuple(false, 'recursive')
    const test = this.skip('name', 'if') ? this.expression() : null
    const recursive = this.skip('name', 'recursive')
    this.expect('block-end')
    const body = this.body('else', 'endfor')
    let otherwise: Body = []
    if (this.skip('name', 'else')) {
      this.expect('block-end')
      otherwise = this.body('endfor')
    }
    this.endTag('endfor')
    return { kind: 'for', target, items, test, recursive, body, otherwise, line }
  }

  private setTag(line: number): Statement {
    const target = this.target('=')
    if (this.skip('operator', '=')) {
      const value = this.tuple(true)
      this.expect('block-end')
      return { kind: 'set', target, value, line }
    }
    const filter = this.skip('operator', '|') ? this.filters(null) : null
    return { kind: 'set-block', target, filter, body: this.blockBody('endset'), line }
  }

  private withTag(line: number): Statement {
    const bindings: [Target, Expression][] = []
    while (!this.is('block-end')) {
      if (bindings.length > 0) this.expect('operator', ',')
      const target = this.target('=')
      this.expect('operator', '=')
      bindings.push([target, this.expression()])
    }
    return { kind: 'with', bindings, body: this.blockBody('endwith'), line }
  }

  private parameters(): readonly Parameter[] {
    const parameters: Parameter[] = []
    this.expect('operator', '(')
    while (!this.isOperator(')')) {
      if (parameters.length > 0) this.expect('operator', ',')
      const name = this.assignable()
      const otherwise = this.skip('operator', '=') ? this.expression() : null
      if (otherwise === null && parameters.some((one) => one.otherwise !== null)) this.fail('non-default argument follows default argument')
      parameters.push({ name, otherwise })
    }
    this.expect('operator', ')')
    return parameters
  }

  private macroTag(line: number): Statement {
    const name = this.assignable()
    const parameters = this.parameters()
    return { kind: 'macro', name, parameters, body: this.blockBody('endmacro'), line }
  }

  private callTag(line: number): Statement {
    const parameters = this.isOperator('(') ? this.parameters() : []
    const call = this.expression()
    if (call.kind !== 'call') this.fail('expected call')
    return { kind: 'call-block', call, parameters, body: this.blockBody('endcall'), line }
  }

  private filterTag(line: number): Statement {
    const filter = this.filters(null)
    if (filter === null) this.fail('expected a filter')
    return { kind: 'filter-block', filter, body: this.blockBody('endfilter'), line }
  }

  private printTag(line: number): readonly Statement[] {
    const found: Statement[] = []
    while (!this.is('block-end')) {
      if (found.length > 0) this.expect('operator', ',')
      found.push({ kind: 'output', value: this.expression(), line })
    }
    this.expect('block-end')
    return found
  }

  private assignable(): string {
    const { value } = this.expect('name')
    if (CONSTANT_NAMES.includes(value)) this.fail(`can't assign to '${value}'`)
    return value
  }

  /** What a value is given to: names, a tuple of them, or `namespace.name`. */
  private target(end: 'in' | '='): Target {
    const items: Target[] = []
    let comma = false
    const ended = (): boolean => (end === 'in' ? this.isName('in') : this.isOperator('=', '|') || this.is('block-end'))
    while (items.length === 0 || this.skip('operator', ',')) {
      comma ||= items.length > 0
      if (comma && (ended() || this.isOperator(')'))) break
      items.push(this.oneTarget(end))
    }
    const [only] = items
    return comma || only === undefined ? { kind: 'tuple', items } : only
  }

  private oneTarget(end: 'in' | '='): Target {
    if (this.skip('operator', '(')) {
      if (++this.nesting > MAX_NESTING) this.fail('The template is nested too deeply')
      const inner = this.target(end)
      this.nesting--
      this.expect('operator', ')')
      return inner
    }
    const name = this.assignable()
    if (end === '=' && this.skip('operator', '.')) return { kind: 'member', name, attribute: this.expect('name').value }
    return { kind: 'name', name }
  }
}

/** The statements of a template. Throws a Fault with its line. */
export const parseTemplate = (text: string): Body => new TemplateParser(readTokens(text)).template()
