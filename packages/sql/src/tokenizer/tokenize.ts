import { InvalidSql } from '@coset/core'
import { type LexicalRules, lexicalRules } from './grammar.ts'

export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'operator' | 'comment'

/** A piece of SQL text. `start` and `end` are UTF-16 offsets; `value` is the name without quotes for `quoted`, upper case for `word`, else the text. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly value: string
  readonly start: number
  readonly end: number
}

const SPACE = /[ \t\n\r\f\v]+/y
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y
const SINGLES = '()[]{},.;'
const OPERATORS = '+-*/<>=~!@#%^&|?:$\\`'
const MAX_LENGTH = 1_000_000

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

class Tokenizer {
  private readonly text: string
  private readonly rules: LexicalRules
  private readonly tokens: Token[] = []
  private at = 0

  constructor(text: string, rules: LexicalRules) {
    this.text = text
    this.rules = rules
  }

  run(): readonly Token[] {
    const { text } = this
    while (this.at < text.length) {
      const space = matchAt(SPACE, text, this.at)
      if (space !== undefined) this.at += space.length
      else if (!this.comment() && !this.quoted() && !this.number() && !this.word()) this.operator()
    }
    return this.tokens
  }

  private fail(what: string): never {
    const before = this.text.slice(0, this.at)
    const line = before.split('\n').length
    throw new InvalidSql(`${what} at line ${line}`, { details: { line, column: this.at - before.lastIndexOf('\n') } })
  }

  private push(kind: TokenKind, end: number, value?: string): true {
    const text = this.text.slice(this.at, end)
    this.tokens.push({ kind, text, value: value ?? text, start: this.at, end })
    this.at = end
    return true
  }

  private startsComment(at: number): 'line' | 'block' | null {
    const { text, rules } = this
    const c = text[at]
    const next = text[at + 1]
    if (c === '/' && next === '*') return 'block'
    if (c === '-' && next === '-') {
      const behind = text.charCodeAt(at + 2)
      return !rules.dashesNeedBlank || Number.isNaN(behind) || behind <= 32 ? 'line' : null
    }
    return (rules.hash && c === '#') || (rules.slashes && c === '/' && next === '/') ? 'line' : null
  }

  private comment(): boolean {
    const kind = this.startsComment(this.at)
    if (kind === null) return false
    if (kind === 'block') return this.blockComment()
    const feed = this.text.indexOf('\n', this.at)
    const end = feed < 0 ? this.text.length : feed
    // Engines disagree on whether a lone carriage return ends a comment.
    const lone = this.text.slice(this.at, end).indexOf('\r')
    if (lone >= 0 && this.at + lone + 1 < end) this.fail('Carriage return inside a comment')
    return this.push('comment', end)
  }

  private blockComment(): true {
    const { text, rules } = this
    if (text[this.at + 2] === '!' || text.startsWith('M!', this.at + 2)) this.fail('Executable comments are not allowed')
    let depth = 1
    let end = this.at + 2
    while (depth > 0) {
      const close = text.indexOf('*/', end)
      if (close < 0) this.fail('Unterminated comment')
      const open = text.indexOf('/*', end)
      if (rules.nestedComments && open >= 0 && open < close) {
        depth++
        end = open + 2
      } else {
        depth--
        end = close + 2
      }
    }
    return this.push('comment', end)
  }

  /** The offset behind the closing quote; doubled quotes and, if told, backslashes are skipped. */
  private closing(from: number, quote: string, backslash: boolean): number {
    const { text } = this
    for (let i = from; i < text.length; i++) {
      const c = text[i]
      if (c === '\\' && backslash) i++
      else if (c === quote) {
        if (text[i + 1] !== quote) return i + 1
        i++
      }
    }
    return this.fail('Unterminated quote')
  }

  private quoted(): boolean {
    const { text, rules } = this
    const c = text[this.at] ?? ''
    if (rules.triple && (text.startsWith("'''", this.at) || text.startsWith('"""', this.at))) return this.tripleString(text.slice(this.at, this.at + 3))
    if (c === "'" || (c !== '' && rules.stringQuotes.includes(c))) return this.push('string', this.closing(this.at + 1, c, this.escapes(this.at)))
    if (c === '$' && rules.dollar !== 'none') return this.dollarString()
    if (c === '' || !rules.identifierQuotes.includes(c)) return false
    const quote = c === '[' ? ']' : c
    // SQLite's `[name]` has no escape; arrays of other grammars never come here.
    const end = this.closing(this.at + 1, quote, false)
    const body = text.slice(this.at + 1, end - 1)
    if (rules.identifierBackslash && body.includes('\\')) this.fail('Backslash in a quoted name')
    return this.push('quoted', end, body.replaceAll(quote + quote, quote))
  }

  /** `E'…'` escapes by backslash where plain strings do not. */
  private escapes(at: number): boolean {
    if (this.rules.backslash) return true
    const last = this.tokens.at(-1)
    return last?.kind === 'word' && last.end === at && last.value === 'E'
  }

  private tripleString(quote: string): true {
    let i = this.at + 3
    while (!this.text.startsWith(quote, i)) {
      if (i >= this.text.length) this.fail('Unterminated quote')
      i += this.text[i] === '\\' ? 2 : 1
    }
    return this.push('string', i + 3)
  }

  private dollarString(): boolean {
    const tag = matchAt(DOLLAR_TAG, this.text, this.at)
    if (tag === undefined || (this.rules.dollar === 'plain' && tag !== '$$')) return false
    const close = this.text.indexOf(tag, this.at + tag.length)
    if (close < 0) this.fail('Unterminated quote')
    return this.push('string', close + tag.length)
  }

  private number(): boolean {
    const number = matchAt(NUMBER, this.text, this.at)
    return number !== undefined && this.push('number', this.at + number.length)
  }

  private word(): boolean {
    const word = matchAt(WORD, this.text, this.at)
    if (word === undefined) return false
    if (/^u$/i.test(word) && this.text.startsWith('&"', this.at + 1)) this.fail('Unicode-escaped names are not allowed')
    return this.push('word', this.at + word.length, word.toUpperCase())
  }

  private operator(): true {
    const c = this.text[this.at] ?? ''
    if (SINGLES.includes(c)) return this.push('operator', this.at + 1)
    if (!OPERATORS.includes(c)) this.fail('Unexpected character')
    let end = this.at + 1
    while (end < this.text.length && OPERATORS.includes(this.text[end] ?? ' ') && this.text[end] !== '$' && this.startsComment(end) === null) end++
    return this.push('operator', end)
  }
}

/**
 * Cuts a text into tokens, comments included. Throws InvalidSql on NUL, unterminated quotes or comments, executable comments (`/*!`),
 * unicode-escaped names and characters that no grammar knows: what is not understood is not passed on.
 */
export const tokenize = (text: string, grammar: string): readonly Token[] => {
  if (text.length > MAX_LENGTH) throw new InvalidSql('The SQL is too long')
  if (text.includes('\0')) throw new InvalidSql('The SQL holds a NUL character')
  return new Tokenizer(text, lexicalRules(grammar)).run()
}
