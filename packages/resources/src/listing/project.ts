type Json = Record<string, unknown>

/** `owners.first_name` → `Owners First Name`. */
export const labelOf = (column: string): string =>
  column
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')

export const labelsOf = (columns: readonly string[]): Record<string, string> =>
  Object.fromEntries([...columns].sort().map((column) => [column, labelOf(column)]))

const pick = (value: unknown, keys: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => pick(item, keys))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => keys.has(key)))
}

/** The named columns of a row; `owners.id` keeps only that member of the nested objects. Column names are allow-listed by the caller. */
export const project = (row: Json, columns: readonly string[]): Json => {
  const nested = new Map<string, Set<string>>()
  const out: Json = {}
  for (const column of columns) {
    const dot = column.indexOf('.')
    if (dot < 0) out[column] = row[column] ?? null
    else {
      const head = column.slice(0, dot)
      nested.set(head, (nested.get(head) ?? new Set()).add(column.slice(dot + 1)))
    }
  }
  for (const [head, keys] of nested) out[head] = pick(row[head] ?? null, keys)
  return out
}
