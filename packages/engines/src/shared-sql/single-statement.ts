import { AppError } from '@coset/core'
import { tokenize } from '@coset/sql'

/** The text holds one statement, perhaps with `;` behind it. Text that cannot be cut into tokens is left to the database. */
export const splitsIntoOne = (sql: string, grammar: string): boolean => {
  try {
    const tokens = tokenize(sql, grammar).filter((token) => token.kind !== 'comment')
    const end = tokens.findIndex((token) => token.kind === 'operator' && token.text === ';')
    return end < 0 || tokens.slice(end).every((token) => token.text === ';')
  } catch (error) {
    if (error instanceof AppError) return !sql.includes(';')
    throw error
  }
}
