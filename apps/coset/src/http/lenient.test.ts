import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { asMeant, withoutUnknown } from './lenient.ts'

const schema = z.strictObject({
  flag: z.boolean().nullish(),
  count: z.int().optional(),
  share: z.number().optional(),
  name: z.string().optional(),
  list: z.array(z.strictObject({ id: z.int(), on: z.boolean() })).optional(),
})

const read = (body: unknown): unknown => {
  const first = schema.safeParse(body, { reportInput: true })
  if (first.success) return first.data
  const again = schema.safeParse(asMeant(body, first.error.issues))
  return again.success ? again.data : 'refused'
}

describe('flags and numbers that are written as text', () => {
  test.each([
    [{ flag: 'true' }, { flag: true }],
    [{ flag: 'False' }, { flag: false }],
    [{ flag: 1 }, { flag: true }],
    [
      { flag: '0', count: '12' },
      { flag: false, count: 12 },
    ],
    [{ count: ' -3 ' }, { count: -3 }],
    [{ share: '1.5e1' }, { share: 15 }],
    [
      {
        list: [
          { id: '1', on: 'yes' },
          { id: 2, on: false },
        ],
      },
      {
        list: [
          { id: 1, on: true },
          { id: 2, on: false },
        ],
      },
    ],
  ])('%j is meant as %j', (body, expected) => expect(read(body)).toEqual(expected))

  test.each([
    [{ flag: 'maybe' }],
    [{ flag: 2 }],
    [{ flag: '' }],
    [{ flag: ['true'] }],
    [{ count: '1.5' }],
    [{ count: '' }],
    [{ count: '0x10' }],
    [{ count: 'NaN' }],
    [{ count: '12abc' }],
    [{ share: 'Infinity' }],
    [{ name: 5 }],
    [{ flag: 'true', other: 1 }],
    ['true'],
    [null],
  ])('%j stays refused', (body) => expect(read(body)).toBe('refused'))

  test('leaves the body as it was, and nothing but what it holds is written', () => {
    const body = { flag: 'true' }
    expect(asMeant(body, schema.safeParse(body, { reportInput: true }).error?.issues ?? [])).toEqual({ flag: true })
    expect(body).toEqual({ flag: 'true' })
    const path = ['__proto__', 'flag']
    const issue = { code: 'invalid_type', expected: 'boolean', input: 'true', path, message: '' } as const
    expect(asMeant({}, [issue])).toBeNull()
    expect('flag' in {}).toBe(false)
  })
})

describe('members that are not known', () => {
  const asked = z.strictObject({ page: z.int().optional(), filters: z.array(z.strictObject({ col: z.string() })).optional() })
  const issuesOf = (value: unknown) => asked.safeParse(value).error?.issues ?? []

  test.each([
    [{ page: 1, other: 2 }, { page: 1 }],
    [{ filters: [{ col: 'a', more: 1 }, { col: 'b' }], x: [], y: 1 }, { filters: [{ col: 'a' }, { col: 'b' }] }],
    [JSON.parse('{"__proto__": {"page": 1}}'), {}],
  ])('%j is %j', (value, expected) => {
    const before = JSON.stringify(value)
    expect(withoutUnknown(value, issuesOf(value))).toEqual(expected)
    expect(JSON.stringify(value)).toBe(before)
  })

  test('nothing is left out where all are known, whatever else is wrong', () => {
    expect(withoutUnknown({ page: 'x' }, issuesOf({ page: 'x' }))).toBeNull()
    expect(withoutUnknown([], issuesOf([]))).toBeNull()
  })
})
