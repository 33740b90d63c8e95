import { fuzz, fuzzRun, mutateText, type Random, randomJson } from '@coset/testing'
import { expect, test } from 'vitest'
import { AppError } from './errors.ts'
import { parseRison, toRison } from './rison.ts'

const SEEDS = [
  '(page:0,page_size:25,order_column:changed_on_delta_humanized,order_direction:desc)',
  "(filters:!((col:dashboard_title,opr:title_or_slug,value:'it!'s')))",
  '!(1,2,3)',
  "(columns:!(id,'a b'),keys:!(none))",
  "(a:(b:(c:!(!t,!f,!n,-1.5,1e-7))),'':x)",
  '{"page":0,"filters":[{"col":"id","opr":"eq","value":1}]}',
]
const PIECES = ['!(', '(', ')', '!n', '!t', '!!', "!'", "'", ':', ',', '1e9', '1e999', '-', 'e-', '(a:', '!((', '0.', 'NaN', '__proto__:', "'__proto__':"]
const NAMES = ['page', 'filters', 'col', 'a b', "it's", '!', '1', '-x', '__proto__', 'ünï']

const parsed = (text: string): { readonly value: unknown } | null => {
  try {
    return { value: parseRison(text) }
  } catch (error) {
    if (error instanceof AppError && error.status === 400) return null
    throw error
  }
}

const mutated = fuzzRun(30_000)
test(`18, 23: Rison of any text is a value that comes back, or a 400; seed ${mutated.seed}`, { timeout: mutated.timeout }, async () => {
  const understood = await fuzz(mutated, {
    next: (random) => mutateText(random, SEEDS, PIECES),
    check: (text) => {
      const first = parsed(text)
      if (first === null) return false
      const again = parseRison(toRison(first.value))
      // JSON has no -0
      expect(again).toEqual(JSON.parse(JSON.stringify(first.value)))
      expect(({} as Record<string, unknown>)['a']).toBeUndefined()
      return true
    },
  })
  expect(understood).toBeGreaterThan(mutated.inputs / 50)
})

test.each([
  ['[7]', [7]],
  [' {"page":0} ', { page: 0 }],
  ['[]', []],
  ['(a:[7])', { a: '[7]' }],
  ['"x"', '"x"'],
])('%s is read as %j', (text, expected) => expect(parseRison(text)).toEqual(expected))

test.each(['[7', '{', '[a]', '{page:0}', '[1e999]'])('%s is neither JSON nor Rison', (text) => expect(parsed(text)).toBeNull())

const values = fuzzRun(15_000)
test(`any JSON value comes back from Rison as from JSON; seed ${values.seed}`, { timeout: values.timeout }, async () => {
  const understood = await fuzz(values, {
    next: (random: Random) => randomJson(random, NAMES, 4),
    check: (value) => {
      expect(parseRison(toRison(value))).toEqual(JSON.parse(JSON.stringify(value)))
      return true
    },
  })
  expect(understood).toBe(values.inputs)
})
