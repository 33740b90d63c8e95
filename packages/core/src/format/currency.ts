import { formatNumber, type NumberFormatter, toNumber } from './number.ts'

/** `symbol` is an ISO 4217 code, or any text; `AUTO` means: what the data says. */
export interface CurrencyFormat {
  readonly symbol: string
  readonly symbolPosition: 'prefix' | 'suffix'
}

/** ISO 4217 code → its sign (`USD` → `$`); other text stays. */
export function currencySign(symbol: string): string {
  if (!/^[A-Z]{3}$/.test(symbol)) return symbol
  try {
    const parts = new Intl.NumberFormat('en-US', { style: 'currency', currency: symbol, currencyDisplay: 'narrowSymbol' }).formatToParts(1)
    return parts.find((part) => part.type === 'currency')?.value ?? symbol
  } catch {
    return symbol
  }
}

/**
 * A number with a currency sign. Signs of the number format itself (`$`, `%`) are left out.
 * `AUTO` without a `detected` code prints the plain number.
 */
export function formatCurrency(currency: CurrencyFormat | null | undefined, format?: string | null, detected?: string | null): NumberFormatter {
  const code = currency?.symbol === 'AUTO' ? (detected ?? '') : (currency?.symbol ?? '')
  if (!currency || code === '') return formatNumber(format)
  const plain = formatNumber(format?.replace(/[$%]/g, ''))
  const sign = currencySign(code)
  return (value) => {
    const text = plain(value)
    if (toNumber(value) === undefined) return text
    return currency.symbolPosition === 'suffix' ? `${text} ${sign}` : `${sign} ${text}`
  }
}
