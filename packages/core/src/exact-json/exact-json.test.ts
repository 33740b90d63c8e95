import { describe, expect, it } from 'vitest'
import { parseRison, toRison } from '../rison.ts'
import { compareNumbers, readDigits, readExact, writeExact } from './index.ts'

const WAYS = [
  ['by the source', true],
  ['by marks', false],
] as const

/** A generator of numbers from 0 to 1 that gives the same ones for the same seed. */
const seeded = (seed: number) => {
  let state = seed
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const digits = (random: () => number): string => {
  const length = 1 + Math.floor(random() * 30)
  return `${random() < 0.5 ? '-' : ''}${1 + Math.floor(random() * 9)}${Array.from({ length: length - 1 }, () => Math.floor(random() * 10)).join('')}`
}

const anything = (random: () => number, depth: number): unknown => {
  const kind = Math.floor(random() * (depth > 3 ? 5 : 7))
  if (kind === 0) return BigInt(digits(random))
  if (kind === 1) return random() * 10 ** Math.floor(random() * 30 - 8)
  if (kind === 2) return `a "${digits(random)}", ${digits(random)}] \\u0031 ${digits(random)}\n`
  if (kind === 3) return null
  if (kind === 4) return random() < 0.5
  const size = Math.floor(random() * 5)
  if (kind === 5) return Array.from({ length: size }, () => anything(random, depth + 1))
  return Object.fromEntries(Array.from({ length: size }, (_, i) => [random() < 0.3 ? digits(random) : `k${i}`, anything(random, depth + 1)]))
}

/** What a reader gives for a value: integers are numbers where safe, else bigints. */
const asRead = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(String(value)) ? BigInt(String(value)) : value
  if (Array.isArray(value)) return value.map(asRead)
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asRead(inner)]))
  return value
}

describe.each(WAYS)('reading %s', (_name, bySource) => {
  it('keeps every digit of integers that a number cannot hold', () => {
    const text = '{"a":[9007199254740992,9007199254740993,-9007199254740993],"b":{"c":123456789012345678901234567890},"d": 9223372036854775807 }'
    expect(readExact(text, bySource)).toEqual({
      a: [9007199254740992n, 9007199254740993n, -9007199254740993n],
      b: { c: 123456789012345678901234567890n },
      d: 9223372036854775807n,
    })
    expect(readExact('-9007199254740993', bySource)).toBe(-9007199254740993n)
    expect(readDigits('[9007199254740993,1]', bySource)).toEqual(['9007199254740993', 1])
  })
  it('leaves safe integers, fractions, exponents and strings as they are', () => {
    const text =
      '[9007199254740991,-9007199254740991,1234567890123456.5,0.12345678901234567890,1e20,12345678901234567890e2,"9007199254740993","a,9007199254740993,\\"9007199254740993"]'
    expect(readExact(`[9007199254740993,${text}]`, bySource)).toEqual([9007199254740993n, JSON.parse(text)])
  })
  it('refuses what is no JSON', () => {
    for (const text of ['[9007199254740993', '{9007199254740993:1}', '[09007199254740993]', '[9007199254740993 1]', '[+9007199254740993]'])
      expect(() => readExact(text, bySource)).toThrow(SyntaxError)
  })
  it('lets later members of a name win, and names that look like prototypes be names', () => {
    expect(readExact('{"a":9007199254740993,"a":9007199254740995}', bySource)).toEqual({ a: 9007199254740995n })
    const value = readExact('{"__proto__":9007199254740993}', bySource) as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.hasOwn(value, '__proto__')).toBe(true)
  })
  it('comes back from writing, whatever is inside', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const value = anything(seeded(seed), 0)
      const text = writeExact(value, undefined, ...(bySource ? [] : [null]))
      expect(readExact(text, bySource), `seed ${seed}`).toEqual(asRead(value))
    }
  })
})

describe('writing', () => {
  it('puts the digits of bigints back, with and without the way of the runtime', () => {
    const value = { val: [9007199254740993n, '9007199254740993', null], at: undefined }
    expect(writeExact(value)).toBe('{"val":[9007199254740993,"9007199254740993",null]}')
    expect(writeExact({ a: -9007199254740993n }, 2)).toBe('{\n  "a": -9007199254740993\n}')
  })
  it('writes what JSON cannot say as null', () => {
    expect(writeExact(undefined)).toBe('null')
  })
  it('writes bigints in Rison', () => {
    expect(toRison({ a: [9007199254740993n] })).toBe('(a:!(9007199254740993))')
    expect(parseRison('(a:!(12))')).toEqual({ a: [12] })
  })
})

it('orders numbers and bigints by their exact values', () => {
  expect([9007199254740993n, 9007199254740992, 9007199254740994n, -1].sort(compareNumbers)).toEqual([
    -1,
    9007199254740992,
    9007199254740993n,
    9007199254740994n,
  ])
})
