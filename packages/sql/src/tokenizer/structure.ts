import { InvalidSql } from '@coset/core'
import type { Token } from './tokenize.ts'

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** A statement's tokens without comments, and its exact source. */
export interface Piece {
  readonly text: string
  /** Offset of `text` in the script; token offsets count from the script's start. */
  readonly start: number
  readonly tokens: readonly Token[]
}

/** Splits at `;`. Pieces without a token are dropped; comments stay in the text that they stand in. */
export const splitStatements = (sql: string, tokens: readonly Token[]): readonly Piece[] => {
  const pieces: Piece[] = []
  let from = 0
  let current: Token[] = []
  const close = (to: number): void => {
    const raw = sql.slice(from, to)
    if (current.length > 0) pieces.push({ text: raw.trim(), start: from + raw.length - raw.trimStart().length, tokens: current })
    current = []
  }
  for (const token of tokens) {
    if (token.kind === 'comment') continue
    if (token.text === ';') {
      close(token.start)
      from = token.end
    } else current.push(token)
  }
  close(sql.length)
  return pieces
}

/** The text with every comment replaced by one blank, trimmed. */
export const withoutComments = (sql: string, tokens: readonly Token[]): string => {
  let out = ''
  let from = 0
  for (const token of tokens) {
    if (token.kind !== 'comment') continue
    out += `${sql.slice(from, token.start)} `
    from = token.end
  }
  return (out + sql.slice(from)).trim()
}

/** Depth of every token: brackets carry the depth outside of them. Throws InvalidSql when they do not pair up. */
export const depths = (tokens: readonly Token[]): readonly number[] => {
  const open: string[] = []
  const found: number[] = []
  for (const { kind, text } of tokens) {
    const opener = kind === 'operator' ? PAIRS[text] : undefined
    if (opener !== undefined && open.pop() !== opener) throw new InvalidSql('Unbalanced parentheses')
    found.push(open.length)
    if (kind === 'operator' && (text === '(' || text === '[' || text === '{')) open.push(text)
  }
  if (open.length > 0) throw new InvalidSql('Unbalanced parentheses')
  return found
}

export const isWord = (token: Token | undefined, ...words: readonly string[]): boolean => token?.kind === 'word' && words.includes(token.value)

export const isOperator = (token: Token | undefined, text: string): boolean => token?.kind === 'operator' && token.text === text
