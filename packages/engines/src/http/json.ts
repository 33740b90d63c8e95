import { EngineFailure } from '@coset/core'

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown

const exact: Reviver = (_, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value

/** JSON whose whole numbers beyond the safe range become bigints instead of losing digits. Throws EngineFailure for what is no JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, exact as (key: string, value: unknown) => unknown) : JSON.parse(text)
  } catch (cause) {
    throw new EngineFailure('The database answered with something that is not JSON', { cause })
  }
}

export type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value as an object, or an empty one. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {})
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [])
export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
/** Each row as a list of values; what is no list counts as an empty row. */
export const rowsOf = (value: unknown): readonly (readonly unknown[])[] => listOf(value).map(listOf)
