const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)

/** The text of a query's key: members in one order, long integers with all their digits. */
export const keyText = (key: unknown): string =>
  JSON.stringify(key, (_name, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`
    return isPlain(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
  })
