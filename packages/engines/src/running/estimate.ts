import { BadRequest } from '@coset/core'

export type Estimate = Readonly<Record<string, string>>

/** A number as the field's tools show it: `0.0`, `18.71`. */
export const costText = (value: number): string => (Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value))

/** What engines answer that tell no cost. */
export const cannotEstimate = (label: string): Promise<never> =>
  Promise.reject(new BadRequest(`${label} does not tell the cost of a query before it runs`, { code: 'GENERIC_DB_ENGINE_ERROR' }))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every value below `node` that stands under one of the keys, in the order of the text. */
export const valuesUnder = (node: unknown, keys: ReadonlySet<string>): readonly unknown[] => {
  if (Array.isArray(node)) return node.flatMap((item: unknown) => valuesUnder(item, keys))
  if (!isObject(node)) return []
  return Object.entries(node).flatMap(([key, value]) => [...(keys.has(key) ? [value] : []), ...valuesUnder(value, keys)])
}

/** The only cell of an answer, read as JSON. Throws BadRequest when it is none. */
export const planOf = (label: string, rows: readonly (readonly unknown[])[]): unknown => {
  const cell = rows[0]?.at(-1)
  if (typeof cell !== 'string') return cell
  try {
    return JSON.parse(cell)
  } catch (cause) {
    throw new BadRequest(`${label} does not tell the cost of this statement`, { code: 'GENERIC_DB_ENGINE_ERROR', cause })
  }
}
