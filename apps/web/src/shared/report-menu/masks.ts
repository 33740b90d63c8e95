type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {})
const stateOf = (mask: unknown): Fields => fieldsOf(fieldsOf(mask)['filterState'])

const isChosen = (mask: unknown): boolean => {
  const { value } = stateOf(mask)
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)
}

/** The masks of filters in which something is chosen. */
export const chosenMasks = (dataMask: unknown): Fields => Object.fromEntries(Object.entries(fieldsOf(dataMask)).filter(([, mask]) => isChosen(mask)))

/** How a chosen filter reads: `Paris, Rome`. */
export const maskText = (mask: unknown): string => {
  const { label, value } = stateOf(mask)
  if (typeof label === 'string' && label !== '') return label
  return Array.isArray(value) ? value.map(String).join(', ') : String(value)
}
