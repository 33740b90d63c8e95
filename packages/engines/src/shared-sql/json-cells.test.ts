import { describe, expect, it } from 'vitest'
import { parseJson } from '../http/json.ts'
import { cellReader, cellTypes } from './json-cells.ts'

describe('values of JSON', () => {
  it('keep every digit', () => {
    expect(parseJson('[9007199254740993, -170141183460469231731687303715884105728, 1.5, "9007199254740993", 12345678901234567e3]')).toEqual([
      9007199254740993n,
      -170141183460469231731687303715884105728n,
      1.5,
      '9007199254740993',
      12345678901234567e3,
    ])
    expect(() => parseJson('<html>')).toThrow(/not JSON/)
  })

  const cases: readonly (readonly [Parameters<typeof cellReader>[0], unknown, unknown])[] = [
    ['integer', '9007199254740993', 9007199254740993n],
    ['integer', '42', 42],
    ['integer', 'abc', null],
    ['integer', true, 1],
    ['float', 'NaN', Number.NaN],
    ['float', '-inf', Number.NEGATIVE_INFINITY],
    ['float', '1.5', 1.5],
    ['decimal', '12345678901234567890.10', '12345678901234567890.10'],
    ['decimal', 'NaN', null],
    ['boolean', 'true', true],
    ['boolean', '0', false],
    ['timestamp', '2021-02-03T04:05:06.123456Z', Date.UTC(2021, 1, 3, 4, 5, 6) + 123.456],
    ['timestamp', '2021-02-03 04:05:06+02:00', Date.UTC(2021, 1, 3, 2, 5, 6)],
    ['timestamp', 'not a moment', null],
    ['date', '2021-02-03', Date.UTC(2021, 1, 3)],
    ['json', '{"a":[1]}', { a: [1] }],
    ['json', '{broken', '{broken'],
    ['json', { a: 9007199254740993n }, { a: '9007199254740993' }],
    ['binary', 'AP8=', new Uint8Array([0, 255])],
    ['string', 7, '7'],
    ['string', { a: 1 }, '{"a":1}'],
    ['unknown', 9007199254740993n, 9007199254740993n],
  ]
  it.each(cases.map((each, i) => [`${each[0]}, case ${i}`, each] as const))('%s', (_, [type, value, cell]) => expect(cellReader(type)(value)).toEqual(cell))

  it('find their kind by the type text', () => {
    const kindOf = cellTypes()
    expect(
      [
        'BIGINT',
        'UInt64',
        'DECIMAL(10, 2)',
        'double',
        'half_float',
        'BOOLEAN',
        'timestamp(6) with time zone',
        'DATE',
        'TIME',
        'array(int)',
        'VARBINARY',
        'keyword',
        'mystery',
      ].map(kindOf),
    ).toEqual(['integer', 'integer', 'decimal', 'float', 'float', 'boolean', 'timestamp', 'date', 'time', 'json', 'binary', 'string', 'unknown'])
  })
})
