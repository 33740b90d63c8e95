const SPEC = /^(?<sign>[+ -])?(?<group>,)?(?:\.(?<digits>\d{1,2}))?(?<type>[fFeEgG%d])?$/

const grouped = (text: string): string => {
  const [whole = '', rest] = text.split('.')
  const spaced = whole.replace(/\B(?=(?:\d{3})+(?!\d))/g, ',')
  return rest === undefined ? spaced : `${spaced}.${rest}`
}

/** A number by a format such as `,.2f` or `.1%`; null when the format says nothing that plain tables know. */
export const formatNumber = (value: number, format: string): string | null => {
  const spec = SPEC.exec(format)?.groups
  if (spec === undefined || format === '') return null
  const { sign, group, digits, type } = spec
  const places = digits === undefined ? 6 : Number(digits)
  if (type === undefined && digits !== undefined) return null
  if (type === 'd' && (digits !== undefined || !Number.isInteger(value))) return null
  const size = Math.abs(value)
  let text: string
  if (type === '%') text = `${(size * 100).toFixed(places)}%`
  else if (type === 'e' || type === 'E') text = size.toExponential(places).replace(/e([+-])(\d)$/, 'e$10$2')
  else if (type === 'g' || type === 'G') text = String(Number(size.toPrecision(Math.max(1, places))))
  else text = type === undefined || type === 'd' ? String(size) : size.toFixed(places)
  if (group !== undefined) text = grouped(text)
  return (value < 0 ? '-' : sign === '+' ? '+' : sign === ' ' ? ' ' : '') + text
}
