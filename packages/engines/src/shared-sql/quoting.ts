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

/** Identifiers where a backslash escapes, as strings do. */
export const quoteEscaping =
  (quote: '`' | '"') =>
  (name: string): string =>
    quote + sound(name, 'name').replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote

/** Identifiers between brackets, the closing one doubled. */
export const quoteBrackets = (name: string): string => `[${sound(name, 'name').replaceAll(']', ']]')}]`

/** A string literal where a backslash escapes and quotes cannot be doubled. */
export const escapedString = (text: string): string =>
  `'${sound(text, 'text').replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`

/** Names of an engine that stores unquoted ones in capitals: a plain lower-case name means the stored one in capitals. */
export const quoteFolded =
  (quote: '"') =>
  (name: string): string =>
    quoteWith(quote)(/^[a-z_][a-z0-9_$]*$/.test(name) ? name.toUpperCase() : name)

/** A stored name as people know it: plain capitals are lower case. */
export const showFolded = (name: string): string => (/^[A-Z_][A-Z0-9_$]*$/.test(name) ? name.toLowerCase() : name)
/** The stored name that a known one means. */
export const storedFolded = (name: string): string => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name.toUpperCase() : name)
