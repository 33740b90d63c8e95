/** The list with one item replaced; an index of null adds it at the end. */
export function withItem(list: readonly unknown[], index: number | null, item: unknown): readonly unknown[] {
  return index === null ? [...list, item] : list.map((old, at) => (at === index ? item : old))
}

export function withoutItem(list: readonly unknown[], index: number): readonly unknown[] {
  return list.filter((_, at) => at !== index)
}

/** The list with the item at `from` moved to stand at `to`. */
export function movedItem(list: readonly unknown[], from: number, to: number): readonly unknown[] {
  if (from === to || from < 0 || from >= list.length) return list
  const rest = withoutItem(list, from)
  return [...rest.slice(0, to), list[from], ...rest.slice(to)]
}
