import { Fault } from './errors.ts'

export type TokenType = 'data' | 'variable-begin' | 'variable-end' | 'block-begin' | 'block-end' | 'name' | 'string' | 'integer' | 'float' | 'operator' | 'end'

export interface TemplateToken {
  readonly type: TokenType
  /** Decoded text of strings, digits of numbers, else as written. */
  readonly value: string
  readonly line: number
}

const OPENING = /\{(?:\{|%|#)/g
const RAW_BEGIN = /\{%[-+]?\s*raw\s*(?<trim>-?)%\}/y
const RAW_END = /\{%(?<left>[-+]?)\s*endraw\s*(?<right>[-+]?)%\}/g
const SPACE = /\s+/y
const NAME = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy
const FLOAT = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y
const STRING = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+*/%~[\](){}<>=.:|,;]/y
const ESCAPE = /\\(?:\n|([abfnrtv'"\\])|([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([xuUN])|[\s\S])/g
const SHORT: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }
const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

const decoded = (body: string, line: number): string =>
  body.replace(ESCAPE, (whole, short?: string, octal?: string, x?: string, u?: string, long?: string, bad?: string) => {
    if (whole === '\\\n') return ''
    if (short !== undefined) return SHORT[short] ?? short
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
    const hex = x ?? u ?? long
    if (bad !== undefined || (hex !== undefined && Number.parseInt(hex, 16) > 0x10ffff))
      throw new Fault('TemplateSyntaxError', `Bad escape ${whole} in a string`, line)
    return hex === undefined ? whole : String.fromCodePoint(Number.parseInt(hex, 16))
  })

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

class Lexer {
  private readonly text: string
  private readonly tokens: TemplateToken[] = []
  private at = 0
  private line = 1

  constructor(text: string) {
    this.text = text
  }

  run(): readonly TemplateToken[] {
    while (this.at < this.text.length) this.outside()
    this.push('end', '')
    return this.tokens
  }

  private fail(message: string): never {
    throw new Fault('TemplateSyntaxError', message, this.line)
  }

  private push(type: TokenType, value: string): void {
    this.tokens.push({ type, value, line: this.line })
  }

  /** Moves on; lines are counted. */
  private advance(to: number): void {
    for (let i = this.at; i < to; i++) if (this.text[i] === '\n') this.line++
    this.at = to
  }

  private skipBlanks(): void {
    const space = matchAt(SPACE, this.text, this.at)
    if (space !== null) this.advance(this.at + space[0].length)
  }

  private data(to: number, trimmed: boolean): void {
    const raw = this.text.slice(this.at, to)
    const text = trimmed ? raw.trimEnd() : raw
    if (text !== '') this.push('data', text)
    this.advance(to)
  }

  private outside(): void {
    const open = matchAt(OPENING, this.text, this.at)
    if (open === null) {
      this.data(this.text.length, false)
      return
    }
    const sign = this.text[open.index + 2]
    this.data(open.index, sign === '-')
    const kind = open[0]
    const raw = kind === '{%' ? matchAt(RAW_BEGIN, this.text, this.at) : null
    if (kind === '{#') this.comment()
    else if (raw !== null) this.raw(raw)
    else this.tag(kind, sign)
  }

  private tag(kind: string, sign: string | undefined): void {
    this.push(kind === '{%' ? 'block-begin' : 'variable-begin', kind)
    this.advance(this.at + (sign === '-' || sign === '+' ? 3 : 2))
    this.inside(kind === '{%' ? '%}' : '}}')
  }

  private comment(): void {
    const close = this.text.indexOf('#}', this.at + 2)
    if (close < 0) this.fail('Missing end of comment tag')
    this.advance(close + 2)
    if (this.text[close - 1] === '-') this.skipBlanks()
  }

  private raw(begin: RegExpExecArray): void {
    this.advance(this.at + begin[0].length)
    if (begin.groups?.['trim'] === '-') this.skipBlanks()
    const end = matchAt(RAW_END, this.text, this.at)
    if (end === null) this.fail('Missing end of raw directive')
    this.data(end.index, end.groups?.['left'] === '-')
    this.advance(end.index + end[0].length)
    if (end.groups?.['right'] === '-') this.skipBlanks()
  }

  /** The tokens of one tag, up to its end; brackets shield the end's characters. */
  private inside(end: string): void {
    const open: string[] = []
    for (;;) {
      this.skipBlanks()
      if (this.at >= this.text.length) this.fail(`unexpected end of template, expected '${end}'`)
      if (open.length === 0) {
        const dash = this.text[this.at] === '-' || (this.text[this.at] === '+' && end === '%}') ? 1 : 0
        if (this.text.startsWith(end, this.at + dash)) {
          this.close(end, dash)
          return
        }
      }
      this.token(open)
    }
  }

  private close(end: string, dash: number): void {
    const trims = dash === 1 && this.text[this.at] === '-'
    this.push(end === '%}' ? 'block-end' : 'variable-end', end)
    this.advance(this.at + dash + 2)
    if (trims) this.skipBlanks()
  }

  private take(type: TokenType, pattern: RegExp): string | null {
    const found = matchAt(pattern, this.text, this.at)
    if (found === null) return null
    const text = found[0]
    this.push(type, type === 'string' ? decoded(text.slice(1, -1), this.line) : type === 'float' || type === 'integer' ? text.replaceAll('_', '') : text)
    this.advance(this.at + text.length)
    return text
  }

  private token(open: string[]): void {
    if (this.take('float', FLOAT) !== null || this.take('integer', INTEGER) !== null || this.take('name', NAME) !== null) return
    if (this.take('string', STRING) !== null) return
    const operator = this.take('operator', OPERATOR)
    if (operator === null) this.fail(`unexpected char ${JSON.stringify(this.text[this.at])}`)
    if (operator === '(' || operator === '[' || operator === '{') open.push(operator)
    const opener = PAIRS[operator]
    if (opener === undefined) return
    const last = open.pop()
    if (last !== opener) this.fail(`unexpected '${operator}'`)
  }
}

/** A template as tokens. One newline at the end is dropped, as the templates' language has it. Throws a Fault with its line. */
export const readTokens = (text: string): readonly TemplateToken[] => new Lexer(text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replace(/\n$/, '')).run()
