import { formatSpecifier } from 'd3-format'

interface Signs {
  readonly decimal: string
  readonly thousands: string
  readonly grouping: readonly number[]
  readonly currency: readonly [string, string]
}

/** Sign of a negative and of another number, before and after. */
const SIGNS: Readonly<Record<string, readonly [string, string, string]>> = { '-': ['-', '', ''], '+': ['-', '+', ''], ' ': ['-', ' ', ''], '(': ['(', '', ')'] }

/**
 * The printer of integers with all their digits for d3 formats that name whole numbers or fixed fractions (`,d`, `,.2f`);
 * undefined for formats that shorten, and for those with a width.
 */
export function exactInteger(format: string, locale: Signs): ((value: bigint) => string) | undefined {
  let spec: ReturnType<typeof formatSpecifier>
  try {
    spec = formatSpecifier(format)
  } catch {
    return undefined
  }
  const signs = SIGNS[spec.sign]
  const isThousands = locale.grouping.length === 1 && locale.grouping[0] === 3
  if (
    signs === undefined ||
    !isThousands ||
    (spec.type !== 'd' && spec.type !== 'f') ||
    spec.width !== undefined ||
    (spec.symbol !== '' && spec.symbol !== '$')
  )
    return undefined
  const zeros = spec.type === 'f' && !spec.trim ? (spec.precision ?? 6) : 0
  const fraction = zeros === 0 ? '' : `${locale.decimal}${'0'.repeat(zeros)}`
  const [before, after] = spec.symbol === '$' ? locale.currency : ['', '']
  return (value) => {
    const digits = String(value < 0n ? -value : value)
    const grouped = spec.comma ? digits.replace(/\B(?=(\d{3})+$)/g, locale.thousands) : digits
    const [open, close] = value < 0n ? [signs[0], signs[2]] : [signs[1], '']
    return `${open}${before}${grouped}${fraction}${after}${close}`
  }
}
