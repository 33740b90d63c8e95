import type { Cell, CellType } from '@coset/core'
import { describe, expect, test } from 'vitest'
import { cellWriter, distinctNames } from './cells.ts'
import { csvHeader, csvLines } from './csv.ts'

const write = (cell: Cell, type: CellType, nativeType = ''): unknown => cellWriter(type, nativeType)(cell)
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('cells', () => {
  test.each<readonly [Cell, CellType, string, unknown]>([
    [1, 'integer', '', 1],
    [9007199254740993n, 'integer', '', '9007199254740993'],
    [Number.NaN, 'float', '', null],
    [Number.POSITIVE_INFINITY, 'float', '', null],
    ['1.50', 'decimal', '', '1.50'],
    ['NaN', 'decimal', '', null],
    ['-Infinity', 'decimal', '', null],
    ['NaN', 'string', '', 'NaN'],
    [0, 'timestamp', 'DATETIME', '1970-01-01T00:00:00'],
    [0.001, 'timestamp', 'DATETIME', '1970-01-01T00:00:00.000001'],
    [0, 'timestamp', 'DATETIMETZ', '1970-01-01T00:00:00+00:00'],
    [0, 'timestamp', 'TIMESTAMP WITH TIME ZONE', '1970-01-01T00:00:00+00:00'],
    [86_400_000, 'date', 'DATE', '1970-01-02'],
    [true, 'boolean', '', true],
    [null, 'string', '', null],
    [utf8('é'), 'binary', '', 'é'],
    [Uint8Array.of(1, 255), 'binary', '', '\uff01'],
    [Uint8Array.of(255), 'binary', '', '[bytes]'],
    [[1, 'a', null, { b: [true] }], 'json', '', '[1, "a", null, {"b": [true]}]'],
    [{ a: "x'y", b: [1, 2.5], c: null, d: false, 'e"': 'q"' }, 'json', '', `{'a': "x'y", 'b': [1, 2.5], 'c': None, 'd': False, 'e"': 'q"'}`],
  ])('%o as %s %s', (cell, type, nativeType, expected) => {
    expect(write(cell, type, nativeType)).toEqual(expected)
  })

  test('names become distinct, also where a made-up one is taken', () => {
    expect(distinctNames(['a', 'a', 'a__1', 'a', '', '', '__proto__'])).toEqual(['a', 'a__1', 'a__1__1', 'a__2', '_col_4', '_col_5', '__proto__'])
  })
})

describe('CSV', () => {
  test('quotes what needs it and disarms formulas', () => {
    expect(csvHeader(['a', '=b', 'c,d'], '\n')).toBe(`a,'=b,"c,d"\n`)
    const block = [
      ['=1', '-1', ' @x', 'a"b', null],
      [1, 2, 3, 4, 5],
      [1, 2.5, null, 1e21, -0],
      [true, false, null, true, true],
      ['2020-01-01T00:00:00', null, null, null, null],
    ]
    expect(csvLines(block, ['string', 'integer', 'float', 'boolean', 'timestamp'], '\r\n')).toBe(
      `'=1,1,1.0,True,2020-01-01 00:00:00\r\n-1,2,2.5,False,\r\n' @x,3,,,\r\n"a""b",4,1e+21,True,\r\n,5,-0.0,True,\r\n`,
    )
  })
})
