import { BadRequest } from '@coset/core'

/** Refuses what no engine reads back: NUL, and halves of surrogate pairs, which become another text on the wire. */
const sound = (text: string, what: string): string => {
  if (text.includes('\0')) throw new BadRequest(`A ${what} must not hold a NUL character`)
  if (!text.isWellFormed()) throw new BadRequest(`A ${what} must be well-formed Unicode`)
  return text
}

/** Identifiers between one quote character that is doubled inside. */
export const quoteWith =
  (quote: '"' | '`') =>
  (name: string): string =>
    quote + sound(name, 'name').replaceAll(quote, quote + quote) + quote

/** A standard string literal: quotes doubled, backslashes plain. */
export const standardString = (text: string): string => `'${sound(text, 'text').replaceAll("'", "''")}'`

/** A string literal where a backslash escapes. */
export const backslashString = (text: string): string => `'${sound(text, 'text').replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
