import { GenericType } from '@coset/core'
import { describe, expect, it } from 'vitest'
import { inferKind } from './coltypes.ts'
import { neutralise, toCsv } from './csv.ts'
import { makeFrame } from './frame.ts'
import { recordsJson } from './json.ts'
import { compareText, floatText } from './values.ts'

const frame = makeFrame([
  { label: 'd', type: 'decimal', cells: ['1.50', 'NaN', '-0.000000000000000000001'] },
  { label: 'i', type: 'integer', cells: [12345678901234567890n, null, 1] },
  { label: 'f', type: 'float', cells: [Number.NaN, Number.POSITIVE_INFINITY, 2] },
  { label: 's', type: 'string', cells: ['=1+1', 'a "b",\nc', '-5'] },
  { label: 'b', type: 'boolean', cells: [true, null, false] },
  { label: 't', type: 'timestamp', cells: [0, null, 1.5] },
])

describe('writers', () => {
  it('keeps digits in JSON', () => {
    expect(new TextDecoder().decode(recordsJson(frame))).toBe(
      '[{"d":1.50,"i":12345678901234567890,"f":null,"s":"=1+1","b":true,"t":0},' +
        '{"d":null,"i":null,"f":null,"s":"a \\"b\\",\\nc","b":null,"t":null},' +
        '{"d":-0.000000000000000000001,"i":1,"f":2,"s":"-5","b":false,"t":1.5}]',
    )
  })
  it('writes CSV that no spreadsheet runs', () => {
    expect(toCsv(frame, new Map([['d', '@d']]))).toBe(
      `'@d,i,f,s,b,t\n1.500000000000000000000,12345678901234567000.0,,'=1+1,True,1970-01-01 00:00:00\nNaN,,inf,"a ""b"",\nc",,\n-0.000000000000000000001,1.0,2.0,-5,False,1970-01-01 00:00:00.001500\n`.replace(
        '12345678901234567000.0',
        '1.2345678901234567e+19',
      ),
    )
    expect(neutralise('-1|2')).toBe("'-1\\|2")
  })
  it('prints floats as people expect', () => {
    expect([1, 0.1, 1e16, 1e-5, 0.0001, -0, 123456.789, 1.5e300, 1e22].map(floatText)).toEqual([
      '1.0',
      '0.1',
      '1e+16',
      '1e-05',
      '0.0001',
      '-0.0',
      '123456.789',
      '1.5e+300',
      '1e+22',
    ])
  })
  it('orders text by code point', () => expect(['\u{1F600}', '\uFFFD', 'a', 'B'].sort(compareText)).toEqual(['B', 'a', '\uFFFD', '\u{1F600}']))
  it('infers kinds', () => {
    expect(frame.columns.map(inferKind)).toEqual([0, 0, 0, 1, 3, 2])
    expect(inferKind({ label: 'x', type: 'string', cells: [null] })).toBeNull()
    expect(inferKind({ label: 'x', type: 'unknown', cells: [1, null] })).toBe(GenericType.NUMERIC)
  })
})
