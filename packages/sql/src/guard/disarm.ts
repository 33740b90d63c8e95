import { InvalidSql } from '@coset/core'
import type { Token } from '../tokenizer/tokenize.ts'

/** Text in which no lexer sees anything but a string. */
const HARMLESS = /^'[^'"`\\$#\r\n;-]*'$/

/**
 * The same statement as the parser may read it: no comments, and no quote, backslash or comment sign inside a string, so that the parser cannot cut
 * the text into other tokens than ours (it takes MySQL's `1 --2` for a comment, for one). Only the structure is the same: strings may be stood in for.
 * Throws InvalidSql where the two could still differ.
 */
export const disarmed = (tokens: readonly Token[]): string => disarmedAt(tokens).text

/** The same, and where each token that is no comment starts in it, as a UTF-16 offset. */
export const disarmedAt = (tokens: readonly Token[]): { readonly text: string; readonly starts: readonly number[] } => {
  let out = ''
  let end = 0
  const starts: number[] = []
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'comment') continue
    if (token.kind === 'operator' && token.text.includes('$') && opensTag(tokens, i)) throw new InvalidSql('A `$` stands where it could open a string')
    if (token.start > end || out.endsWith('{')) out += ' '
    end = token.end
    starts.push(out.length)
    if (token.kind === 'string') out += HARMLESS.test(token.text) ? token.text : `'${'x'.repeat(Math.max(token.text.length - 2, 1))}'`
    else if (token.kind === 'quoted' && /[\\\r\n]|--|\/\*|\{[{%#]/.test(token.value))
      throw new InvalidSql('A quoted name holds a backslash, a line break or a comment sign')
    else if (token.kind === 'operator' && token.text.length > 1) out += operator(token)
    else out += token.text
  }
  return { text: out, starts }
}

/**
 * The parser takes `$$` and `$x$` for quotes in every grammar. Where ours are no quotes (in MySQL `$$` is a name, in SQLite a parameter) it would
 * lose everything behind them.
 */
const opensTag = (tokens: readonly Token[], at: number): boolean => {
  for (let i = at + 1; tokens[i]?.start === tokens[i - 1]?.end; i++) if (tokens[i]?.text.includes('$') === true) return true
  return false
}

const operator = (token: Token): string => {
  if (token.text.includes('//') || token.text.includes('/*')) throw new InvalidSql('An operator looks like a comment')
  return token.text.replaceAll('--', '- -').replaceAll('--', '- -')
}
