import { BadRequest } from '@coset/core'
import { expect, it } from 'vitest'
import { parseJson } from './parse.ts'

it('bodies keep the digits of long integers as text', () => {
  expect(parseJson('{"val":[9007199254740993,9007199254740991,-9007199254740993,1.5,"9007199254740993"]}')).toEqual({
    val: ['9007199254740993', 9007199254740991, '-9007199254740993', 1.5, '9007199254740993'],
  })
})

it('bodies with escaped NULs are refused, with long integers beside them too', () => {
  expect(() => parseJson('{"a":9007199254740993,"b":"\\u0000"}')).toThrow(BadRequest)
  expect(parseJson('{"a":9007199254740993,"b":"\\\\u0000"}')).toEqual({ a: '9007199254740993', b: '\\u0000' })
})
