interface Source {
  readonly source?: string
}
type Reviver = (key: string, value: unknown, context?: Source) => unknown
type Integer = (digits: string) => unknown

/** A whole number of 16 or more digits that stands alone, as a value of JSON does. */
const LONG = /(?:^|[:,[\s])-?\d{16,}(?=[\s,\]}]|$)/
const WHOLE = /^-?\d+$/
const TOKENS = /"(?:[^"\\]+|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g

const parse = JSON.parse as (text: string, reviver?: Reviver) => unknown
const rawJson = (JSON as { readonly rawJSON?: (text: string) => unknown }).rawJSON

const keepsSource = ((): boolean => {
  let kept = false
  parse('1', (_key, value, context) => {
    kept = context?.source === '1'
    return value
  })
  return kept
})()

/** Nobody who writes a text can know it. */
const mark = `${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}:`

const isUnsafe = (token: string): boolean => WHOLE.test(token) && !Number.isSafeInteger(Number(token))

/** For runtimes whose reviver is not told the source: long integers pass as marked strings. */
const readMarked = (text: string, integer: Integer): unknown => {
  JSON.parse(text)
  const marked = text.replace(TOKENS, (token) => (isUnsafe(token) ? `"${mark}${token}"` : token))
  return parse(marked, (_key, value) => (typeof value === 'string' && value.startsWith(mark) ? integer(value.slice(mark.length)) : value))
}

const read = (text: string, integer: Integer, bySource: boolean): unknown => {
  if (!LONG.test(text)) return JSON.parse(text)
  if (!bySource) return readMarked(text, integer)
  return parse(text, (_key, value, context) => {
    const source = context?.source
    return typeof value === 'number' && source !== undefined && isUnsafe(source) ? integer(source) : value
  })
}

/** JSON text → value; integers that a number cannot hold exactly are bigints. Fractions and exponents stay numbers. Throws SyntaxError. */
export const readExact = (text: string, bySource = keepsSource): unknown => read(text, BigInt, bySource)

/** The same for those who store and write plain JSON: such integers are the text of their digits. Throws SyntaxError. */
export const readDigits = (text: string, bySource = keepsSource): unknown => read(text, String, bySource)

const writeMarked = (value: unknown, indent?: number): string | undefined =>
  (JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${mark}${inner}` : inner), indent) as string | undefined)?.replace(
    new RegExp(`"${mark}(-?\\d+)"`, 'g'),
    '$1',
  )

/** JSON text with bigints as their digits; what JSON cannot say (undefined, a function) is the text `null`. */
export const writeExact = (value: unknown, indent?: number, raw: typeof rawJson | null = rawJson): string =>
  (raw === undefined || raw === null
    ? writeMarked(value, indent)
    : (JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? raw(String(inner)) : inner), indent) as string | undefined)) ?? 'null'

/** Orders numbers and bigints exactly. */
export const compareNumbers = (a: number | bigint, b: number | bigint): number => (a < b ? -1 : a > b ? 1 : 0)
