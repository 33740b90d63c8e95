import { readDigits } from '@coset/core'
export type JsonObject = Record<string, unknown>

/** JSON kept as text in a row; anything that is not an object reads as {}. */
export const readObject = (text: string | null | undefined): JsonObject => {
  if (text === null || text === undefined || text === '') return {}
  try {
    const value: unknown = readDigits(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

/** JSON kept as text in a row; anything that is not a list reads as []. */
export const readArray = (text: string | null | undefined): readonly unknown[] => {
  if (text === null || text === undefined || text === '') return []
  try {
    const value: unknown = readDigits(text)
    return Array.isArray(value) ? value : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}
