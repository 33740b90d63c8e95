import { GenericType } from '@coset/core'
import { expect, it } from 'vitest'
import { literal, type Operand, prepareValue, type Scalar } from './values.ts'

const dialect = { stringLiteral: (text: string) => `'${text}'`, booleanLiteral: String } as unknown as Parameters<typeof literal>[2]
const operand = (kind: GenericType | null): Operand => ({ sql: 'x', kind, moment: null })
const sql = (raw: Scalar, kind: GenericType | null): string => literal(prepareValue(raw, '==', operand(kind)), operand(kind), dialect, raw)

it('digits of long integers reach SQL as they are on number columns and metrics', () => {
  expect(sql('9007199254740993', GenericType.NUMERIC)).toBe('9007199254740993')
  expect(sql('-9007199254740993', null)).toBe('-9007199254740993')
})

it('stay text on text columns, and on metrics where a number would do', () => {
  expect(sql('9007199254740993', GenericType.STRING)).toBe("'9007199254740993'")
  expect(sql('1234567890123456', null)).toBe("'1234567890123456'")
  expect(sql("9007199254740993'", null)).toBe("'9007199254740993''")
})
