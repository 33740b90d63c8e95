import { deflateRawSync } from 'node:zlib'
import * as xlsx from '@e965/xlsx'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, test } from 'vitest'
import { fitsFormat } from './endings.ts'
import { readHeads, readTable } from './read-file.ts'
import { type FileFormat, READ_DEFAULTS, READ_LIMITS, type ReadLimits, type ReadOptions } from './table.ts'
import { zipOf } from './zip.test-support.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const request = (format: FileFormat, bytes: Uint8Array, options: Partial<ReadOptions> = {}, limits: Partial<ReadLimits> = {}) => ({
  format,
  name: 'x',
  bytes,
  options: { ...READ_DEFAULTS, ...options },
  limits: { ...READ_LIMITS, ...limits },
})

const csv = async (text: string | Uint8Array, options: Partial<ReadOptions> = {}, limits: Partial<ReadLimits> = {}) => {
  const table = await readTable(request('csv', typeof text === 'string' ? utf8(text) : text, options, limits))
  return table.columns.map(({ name, type, cells }) => [name, type, cells])
}

describe('types of CSV', () => {
  test('are the narrowest that lose nothing', async () => {
    const rows = ['9007199254740993,1.5,true,x,1.234567890123456789,18446744073709551616,007', '-2,1e3,FALSE,1,2,3,1']
    expect(await csv(`big,f,ok,text,dec,huge,code\n${rows.join('\n')}\n`)).toEqual([
      ['big', 'integer', [9007199254740993n, -2]],
      ['f', 'float', [1.5, 1000]],
      ['ok', 'boolean', [true, false]],
      ['text', 'string', ['x', '1']],
      ['dec', 'decimal', ['1.234567890123456789', '2']],
      ['huge', 'decimal', ['18446744073709551616', '3']],
      ['code', 'string', ['007', '1']],
    ])
  })
  test('asked for by name', async () => {
    expect(await csv('a,b,c\n1,0,2024-02-29\n', { columnTypes: { a: 'str', b: 'bool', c: 'date' } })).toEqual([
      ['a', 'string', ['1']],
      ['b', 'boolean', [false]],
      ['c', 'date', [Date.UTC(2024, 1, 29)]],
    ])
    await expect(csv('a\n1\nx\n', { columnTypes: { a: 'Int64' } })).rejects.toMatchObject({
      status: 422,
      message: /Line 3: “x” in column “a” is not a whole number/,
    })
    await expect(csv('a\n1\n', { columnTypes: { a: 'money' } })).rejects.toMatchObject({ fields: { column_data_types: [expect.stringContaining('money')] } })
    await expect(csv('a\n1\n', { columnTypes: { b: 'int' } })).rejects.toMatchObject({ fields: { column_data_types: [expect.stringContaining('“b”')] } })
  })
  test.each([
    ['2020-01-02 03:04:05.123456', false, Date.UTC(2020, 0, 2, 3, 4, 5) + 123.456],
    ['2020-01-02T03:04:05+02:00', false, Date.UTC(2020, 0, 2, 1, 4, 5)],
    ['02/01/2020', false, Date.UTC(2020, 1, 1)],
    ['02/01/2020', true, Date.UTC(2020, 0, 2)],
    ['13/02/2020', false, Date.UTC(2020, 1, 13)],
    ['2.1.20', true, Date.UTC(2020, 0, 2)],
    ['5 Mar 2021 4:05 PM', false, Date.UTC(2021, 2, 5, 16, 5)],
    ['March 5, 2021', false, Date.UTC(2021, 2, 5)],
    ['20210305', false, Date.UTC(2021, 2, 5)],
  ])('the date %s, day first: %s', async (text, dayFirst, moment) => {
    expect(await csv(`d\n"${text}"\n`, { columnDates: ['d'], dayFirst })).toEqual([['d', 'timestamp', [moment]]])
  })
  test.each(['2020-02-30', '31/31/2020', 'soon', '25:00', '2020-01-01 24:01'])('%s is no date, and its line is told', async (text) => {
    await expect(csv(`d\n\n${text}\n`, { columnDates: ['d'] })).rejects.toMatchObject({ status: 422, message: new RegExp(`^Line 3: “${text}”`) })
  })
})

describe('settings of CSV', () => {
  test('delimiter, decimal character, blanks', async () => {
    expect(await csv('a; b\n1,5; x\n', { delimiter: ';', decimalCharacter: ',', skipInitialSpace: true })).toEqual([
      ['a', 'float', [1.5]],
      ['b', 'string', ['x']],
    ])
    expect(await csv('a\tb\n1\t2\n', { delimiter: '\\t' })).toHaveLength(2)
    await expect(csv('a\n', { delimiter: '' })).rejects.toMatchObject({ fields: { delimiter: [expect.any(String)] } })
  })
  test('rows and header', async () => {
    const text = 'note\nmore\na,b\n1,x\n\n2,y\n3,z\n'
    expect(await csv(text, { skipRows: 2 })).toEqual([
      ['a', 'integer', [1, null, 2, 3]],
      ['b', 'string', ['x', null, 'y', 'z']],
    ])
    expect(await csv(text, { headerRow: 2, skipBlankLines: true, rowsToRead: 2 })).toEqual([
      ['a', 'integer', [1, 2]],
      ['b', 'string', ['x', 'y']],
    ])
    await expect(csv('a\n', { headerRow: 4 })).rejects.toMatchObject({ message: /no row 4/ })
    await expect(csv('')).rejects.toMatchObject({ status: 422, message: 'The file is empty' })
    expect(await csv('a,b\n')).toEqual([
      ['a', 'string', []],
      ['b', 'string', []],
    ])
  })
  test('what is missing', async () => {
    expect(await csv('a,b\nNA,\nnull,q\n')).toEqual([
      ['a', 'string', [null, null]],
      ['b', 'string', [null, 'q']],
    ])
    expect(await csv('a,b\nNA,1\nx,\n', { nullValues: ['x'] })).toEqual([
      ['a', 'string', ['NA', null]],
      ['b', 'integer', [1, null]],
    ])
  })
  test('columns and index', async () => {
    expect((await csv('a,b,c\n1,2,3\n', { columnsRead: ['c', 'a'] })).map(([name]) => name)).toEqual(['a', 'c'])
    expect((await csv('a,b\n1,2\n', { indexColumn: 'b' })).map(([name]) => name)).toEqual(['a'])
    expect(await csv('a,b\n1,2\n', { indexColumn: 'b', withIndex: true, indexLabel: 'key' })).toEqual([
      ['key', 'integer', [2]],
      ['a', 'integer', [1]],
    ])
    expect((await csv('a\n5\n6\n', { withIndex: true }))[0]).toEqual(['index', 'integer', [0, 1]])
    await expect(csv('a\n1\n', { withIndex: true, indexLabel: 'a' })).rejects.toMatchObject({ status: 422 })
    await expect(csv('a\n1\n', { columnsRead: ['zz'] })).rejects.toMatchObject({ fields: { columns_read: ['The file has no column “zz”'] } })
  })
})

describe('hostile CSV', () => {
  test('names: doubled, empty, special, too long', async () => {
    const table = await csv('a,a,,"""; drop table x",__proto__,constructor\n1,2,3,4,5,6\n', { columnTypes: {} })
    expect(table.map(([name]) => name)).toEqual(['a', 'a.1', 'Unnamed: 2', '"; drop table x', '__proto__', 'constructor'])
    expect(table[4]).toEqual(['__proto__', 'integer', [5]])
    await expect(csv(`${'n'.repeat(301)}\n1\n`)).rejects.toMatchObject({ status: 422, message: /301 characters/ })
    await expect(csv(`${Array.from({ length: 5 }, (_, i) => i).join(',')}\n`, {}, { maxColumns: 4 })).rejects.toMatchObject({ status: 413 })
  })
  test('rows that are too long are told with their line, short ones are filled', async () => {
    await expect(csv('a,b\n1,2\n"x\ny",4,5\n')).rejects.toMatchObject({ status: 422, message: 'Line 4 has 3 fields where the header has 2' })
    expect(await csv('a,b\n1\n')).toEqual([
      ['a', 'integer', [1]],
      ['b', 'string', [null]],
    ])
    await expect(csv('a\n"x\n')).rejects.toMatchObject({ status: 422, message: /not CSV/ })
  })
  test('encodings', async () => {
    const utf16 = (swap: boolean): Uint8Array => {
      const bytes = Buffer.from('\ufeffé,b\nü,2\n', 'utf16le')
      return swap ? bytes.swap16() : bytes
    }
    for (const bytes of [utf8('\ufeffé,b\nü,2\n'), utf16(false), utf16(true)])
      expect(await csv(bytes)).toEqual([
        ['é', 'string', ['ü']],
        ['b', 'integer', [2]],
      ])
    await expect(csv(Buffer.from('a\nx\né\n', 'latin1'))).rejects.toMatchObject({ status: 422, message: /^Line 3 of the file is not UTF-8/ })
    await expect(csv(utf8('a\nx\0y\n'))).rejects.toMatchObject({ message: /^Line 2 of the file holds a NUL/ })
  })
  test('too many cells', async () => {
    await expect(csv(`a,b\n${'1,2\n'.repeat(10)}`, {}, { maxCells: 19 })).rejects.toMatchObject({ status: 413 })
  })
  test('formulas are text', async () => expect(await csv('a\n=1+1\n')).toEqual([['a', 'string', ['=1+1']]]))
})

const workbook = (
  rows: readonly (readonly unknown[])[],
  change: (sheet: xlsx.WorkSheet) => void = () => undefined,
  type: xlsx.BookType = 'xlsx',
): Uint8Array => {
  const sheet = xlsx.utils.aoa_to_sheet(rows as unknown[][], { UTC: true, cellDates: true })
  change(sheet)
  const book = xlsx.utils.book_new()
  xlsx.utils.book_append_sheet(book, sheet, 'First')
  xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([['q'], ['z']]), 'Second')
  xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([]), 'Empty')
  return new Uint8Array(xlsx.write(book, { type: 'array', bookType: type }) as ArrayBuffer)
}

const excel = async (bytes: Uint8Array, options: Partial<ReadOptions> = {}, limits: Partial<ReadLimits> = {}) => {
  const table = await readTable(request('excel', bytes, options, limits))
  return table.columns.map(({ name, type, cells }) => [name, type, cells])
}

describe('spreadsheets', () => {
  const rows = [
    ['n', 'f', 's', 'd', 'ok', 'mixed'],
    [1, 1.5, 'x', new Date(Date.UTC(2024, 0, 2, 3, 4, 5)), true, 1],
    [2, 2, '12', new Date(Date.UTC(1999, 11, 31)), false, 'two'],
    [null, null, null, null, null, null],
  ]
  test.each(['xlsx', 'biff8', 'ods'] as const)('of the kind %s keep their types', async (type) => {
    expect(await excel(workbook(rows, undefined, type))).toEqual([
      ['n', 'integer', [1, 2]],
      ['f', 'float', [1.5, 2]],
      ['s', 'string', ['x', '12']],
      ['d', 'timestamp', [Date.UTC(2024, 0, 2, 3, 4, 5), Date.UTC(1999, 11, 31)]],
      ['ok', 'boolean', [true, false]],
      ['mixed', 'string', ['1', 'two']],
    ])
  })
  test('of a formula the value is taken, and none where it has none', async () => {
    const bytes = workbook(
      [
        ['a', 'b'],
        [1, 2],
      ],
      (sheet) => {
        sheet['A2'] = { t: 'n', v: 7, f: 'WEBSERVICE("http://127.0.0.1/")' }
        sheet['B2'] = { t: 'e', v: 0x17, f: '1/0' }
      },
    )
    expect(await excel(bytes)).toEqual([
      ['a', 'integer', [7]],
      ['b', 'string', [null]],
    ])
  })
  test('sheets by name, and their heads', async () => {
    const bytes = workbook(rows)
    expect(await excel(bytes, { sheetName: 'Second' })).toEqual([['q', 'string', ['z']]])
    await expect(excel(bytes, { sheetName: 'Third' })).rejects.toMatchObject({ fields: { sheet_name: [expect.stringContaining('First, Second')] } })
    expect(await readHeads(request('excel', bytes))).toEqual([
      { sheet: 'First', columns: ['n', 'f', 's', 'd', 'ok', 'mixed'] },
      { sheet: 'Second', columns: ['q'] },
      { sheet: 'Empty', columns: [] },
    ])
  })
  test('one cell far away does not make billions', async () => {
    const bytes = workbook([['a']], (sheet) => {
      sheet['ZZ2000'] = { t: 'n', v: 1 }
      sheet['!ref'] = 'A1:ZZ2000'
    })
    await expect(excel(bytes, {}, { maxCells: 1_000_000 })).rejects.toMatchObject({ status: 413 })
  })
  test('a bomb is refused before it goes off, rubbish is told', async () => {
    const bomb = zipOf([{ path: 'xl/worksheets/sheet1.xml', packed: deflateRawSync(Buffer.alloc(50_000_000)), size: 10 }])
    await expect(excel(bomb)).rejects.toMatchObject({ status: 413, message: /unpacks to more/ })
    await expect(excel(Buffer.from('PK\x03\x04 nonsense'))).rejects.toMatchObject({ status: 422 })
  })
})

const parquet = (columnData: Parameters<typeof parquetWriteBuffer>[0]['columnData'], more: object = {}): Uint8Array =>
  new Uint8Array(parquetWriteBuffer({ columnData, ...more }))

const columnar = async (bytes: Uint8Array, options: Partial<ReadOptions> = {}, limits: Partial<ReadLimits> = {}) => {
  const table = await readTable(request('columnar', bytes, options, limits))
  return table.columns.map(({ name, type, cells }) => [name, type, cells])
}

describe('Parquet', () => {
  const plain = parquet([
    { name: 'big', data: [9007199254740993n, 2n], type: 'INT64' },
    { name: 'f', data: [1.5, Number.NaN], type: 'DOUBLE' },
    { name: 's', data: ['é', null], type: 'STRING', nullable: true },
    { name: 't', data: [new Date(Date.UTC(2024, 0, 2)), new Date(0)], type: 'TIMESTAMP' },
    { name: 'ok', data: [true, false], type: 'BOOLEAN' },
    { name: 'j', data: [{ a: [1, 'x'] }, null], type: 'JSON', nullable: true },
  ])
  test('keeps its types', async () => {
    expect(await columnar(plain)).toEqual([
      ['big', 'integer', [9007199254740993n, 2]],
      ['f', 'float', [1.5, null]],
      ['s', 'string', ['é', null]],
      ['t', 'timestamp', [Date.UTC(2024, 0, 2), 0]],
      ['ok', 'boolean', [true, false]],
      ['j', 'string', ['{"a":[1,"x"]}', null]],
    ])
  })
  test('decimals stay exact', async () => {
    const schema = [
      { name: 'root', num_children: 1 },
      { name: 'd', type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 2, repetition_type: 'REQUIRED' },
    ]
    const bytes = parquet([{ name: 'd', data: [1234567890123.25, -0.05] }], { schema })
    expect(await columnar(bytes)).toEqual([['d', 'decimal', ['1234567890123.25', '-0.05']]])
  })
  test('rows, columns and types of the form', async () => {
    expect(await columnar(plain, { columnsRead: ['s', 'big'], rowsToRead: 1, columnTypes: { big: 'str' } })).toEqual([
      ['big', 'string', ['9007199254740993']],
      ['s', 'string', ['é']],
    ])
  })
  test('a ZIP of files is one table, when their columns are the same', async () => {
    const other = parquet([{ name: 'x', data: [1], type: 'INT32' }])
    const zip = (...files: readonly Uint8Array[]): Uint8Array =>
      zipOf(files.map((bytes, i) => ({ path: `part/${i}.parquet`, packed: deflateRawSync(bytes), size: bytes.byteLength })))
    expect((await columnar(zip(plain, plain)))[0]).toEqual(['big', 'integer', [9007199254740993n, 2, 9007199254740993n, 2]])
    await expect(columnar(zip(plain, other))).rejects.toMatchObject({ status: 422, message: /same columns/ })
    await expect(columnar(zipOf([]))).rejects.toMatchObject({ status: 422, message: /no .parquet/ })
    expect(await readHeads(request('columnar', zip(other, plain)))).toEqual([{ sheet: null, columns: ['x'] }])
  })
  test('bounds hold, rubbish is told', async () => {
    await expect(columnar(plain, {}, { maxCells: 11 })).rejects.toMatchObject({ status: 413 })
    const tight = parquet([{ name: 'x', data: Array.from({ length: 10_000 }, (_, i) => `text ${i}`), type: 'STRING' }])
    await expect(columnar(tight, {}, { maxBytes: 50_000 })).rejects.toMatchObject({ status: 413 })
    for (const bytes of [Buffer.from('PAR1 nonsense PAR1'), Buffer.alloc(0), plain.subarray(0, 100)])
      await expect(columnar(bytes)).rejects.toMatchObject({ status: 422 })
  })
})

test('files are known by their endings', () => {
  expect([fitsFormat('csv', 'a.TSV'), fitsFormat('csv', 'a.exe'), fitsFormat('excel', 'a.b.ods'), fitsFormat('columnar', 'parquet')]).toEqual([
    true,
    false,
    true,
    false,
  ])
})
