import { isIP } from 'node:net'
import type { AdvancedType } from './type.ts'

declare global {
  interface JSON {
    rawJSON(text: string): unknown
  }
}

/** Numbers of JSON that a double cannot hold. */
const exact = (value: bigint): unknown => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : JSON.rawJSON(value.toString()))

/** The sixteen-bit parts of an IPv6 address, `::` filled up. */
const partsOf = (text: string): readonly string[] => {
  // An IPv4 address at the end stands for the last two parts
  const plain = text.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a, b, c, d) => `${((Number(a) << 8) | Number(b)).toString(16)}:${((Number(c) << 8) | Number(d)).toString(16)}`,
  )
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  if (tail === undefined) return left
  const right = tail === '' ? [] : tail.split(':')
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right]
}

const numberOf = (text: string): { readonly value: bigint; readonly bits: number } | null => {
  const family = text.includes('%') ? 0 : isIP(text)
  if (family === 4) return { value: text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n), bits: 32 }
  if (family === 6) return { value: partsOf(text).reduce((sum, part) => (sum << 16n) | BigInt(`0x${part}`), 0n), bits: 128 }
  return /^\d{1,39}$/.test(text) && BigInt(text) < 1n << 128n ? { value: BigInt(text), bits: 128 } : null
}

const rangeOf = (text: string): { readonly start: bigint; readonly end: bigint } | null => {
  const [address = '', prefix, more] = text.split('/')
  const found = isIP(address) === 0 ? null : numberOf(address)
  const kept = prefix !== undefined && /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  if (found === null || more !== undefined || !(kept <= found.bits)) return null
  const free = BigInt(found.bits - kept)
  const start = (found.value >> free) << free
  return { start, end: start + (1n << free) - 1n }
}

/** IPv4 and IPv6 addresses as numbers, networks as their first and last. */
export const internetAddress: AdvancedType = {
  name: 'internet_address',
  what: 'an IPv4 or IPv6 network',
  read: (text) => {
    if (!text.includes('/')) {
      const one = numberOf(text)
      return one === null ? null : { value: exact(one.value), shown: String(one.value) }
    }
    const range = rangeOf(text)
    if (range === null) return null
    const value = { start: exact(range.start), end: exact(range.end) }
    return range.start === range.end ? { value: value.start, shown: String(range.start) } : { value, shown: `${range.start} - ${range.end}` }
  },
  empty: '',
}
