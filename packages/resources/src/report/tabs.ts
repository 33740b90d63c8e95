/** The tabs of an anchor: one, or a JSON list of several. */
export const tabsOf = (anchor: string | null): readonly string[] => {
  if (anchor === null || anchor === '') return []
  if (!anchor.startsWith('[')) return [anchor]
  try {
    const list: unknown = JSON.parse(anchor)
    return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : []
  } catch (error) {
    if (error instanceof SyntaxError) return [anchor]
    throw error
  }
}
