import { inflateRawSync } from 'node:zlib'
import type { Cell, CellType } from '@coset/core'
import { makeFrame } from '@coset/frame'
import { tableFromIPC } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { arrowBytes } from './arrow.ts'
import { csvBytes } from './csv.ts'
import { type Table, tableOf } from './table.ts'
import { xlsxBytes } from './xlsx.ts'

const joined = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(Uint8Array.from(chunk))
  return Buffer.concat(chunks)
}

const table = (columns: readonly (readonly [string, CellType, readonly Cell[]])[]): Table =>
  tableOf(makeFrame(columns.map(([label, type, cells]) => ({ label, type, cells }))))

const MOMENT = Date.UTC(2024, 0, 2, 3, 4, 5, 678)
const EVERYTHING = (): Table =>
  table([
    ['id', 'integer', [1, 9007199254740993n, null]],
    ['=cmd', 'string', ['=1+1', 'a "b", c\nd', null]],
    ['f', 'float', [1.5, Number.NaN, -0.25]],
    ['d', 'decimal', ['12345678901234567.89', '1.50', null]],
    ['t', 'timestamp', [MOMENT, null, Date.UTC(1850, 0, 1)]],
    ['day', 'date', [Date.UTC(2024, 1, 29), null, null]],
    ['ok', 'boolean', [true, false, null]],
    ['j', 'json', [{ a: [1, 'x'] }, null, []]],
  ])

/** Files of a ZIP, by walking its central directory. */
const unzip = (bytes: Buffer): Map<string, string> => {
  const files = new Map<string, string>()
  for (let at = bytes.readUInt32LE(bytes.byteLength - 22 + 16); bytes.readUInt32LE(at) === 0x02014b50; ) {
    const [nameLength, extra, comment] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)]
    const local = bytes.readUInt32LE(at + 42)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
    files.set(bytes.toString('utf8', at + 46, at + 46 + nameLength), (bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString())
    at += 46 + nameLength + extra + comment
  }
  return files
}

describe('CSV', () => {
  test('keeps every value and disarms formulas', async () => {
    expect((await joined(csvBytes(EVERYTHING()))).toString()).toBe(
      `id,'=cmd,f,d,t,day,ok,j\n1,'=1+1,1.5,12345678901234567.89,2024-01-02 03:04:05.678000,2024-02-29,True,"{""a"":[1,""x""]}"\n9007199254740993,"a ""b"", c\nd",,1.50,,,False,\n,,-0.25,,1850-01-01 00:00:00,,,[]\n`,
    )
  })
  test('of no rows is its header', async () => expect((await joined(csvBytes(table([['a,b', 'string', []]])))).toString()).toBe('"a,b"\n'))
})

describe('XLSX', () => {
  test('holds numbers, dates, text, and nothing that runs', async () => {
    const files = unzip(await joined(xlsxBytes(EVERYTHING())))
    const sheet = files.get('xl/worksheets/sheet1.xml') ?? ''
    expect([...files.keys()].sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ])
    expect(sheet).toContain('<t xml:space="preserve">\'=cmd</t>')
    expect(sheet).toContain('<c><v>1</v></c>')
    expect(sheet).toContain('<t xml:space="preserve">9007199254740993</t>')
    expect(sheet).toContain('<t xml:space="preserve">\'=1+1</t>')
    expect(sheet).toContain(`<c s="1"><v>${MOMENT / 86_400_000 + 25_569}</v></c>`)
    expect(sheet).toContain('<c s="2"><v>45351</v></c>')
    expect(sheet).toContain('<t xml:space="preserve">1850-01-01 00:00:00</t>')
    expect(sheet).toContain('<c t="b"><v>0</v></c>')
    expect(sheet).not.toContain('<f>')
    expect(sheet.match(/<row>/g)).toHaveLength(4)
  })
  test('hostile text stays text', async () => {
    const text = `</t></is></c><c><f>1</f></c>&amp; \u0000\u0001\ufffe _x0041_ \ud800 ${'y'.repeat(40_000)}`
    const sheet = unzip(await joined(xlsxBytes(table([['a', 'string', [text]]])))).get('xl/worksheets/sheet1.xml') ?? ''
    expect(sheet).not.toContain('<f>')
    expect(sheet).toContain('&amp;amp; _x0000__x0001__xFFFE_ _x005F_x0041_ _xD800_ y')
    expect(sheet.length).toBeLessThan(35_000)
  })
  test('goes on in a second sheet when the first is full', async () => {
    const rows = 1_048_580
    let given = 0
    const blocks = async function* () {
      for (; given < rows; given += 16_384) yield [Array.from({ length: Math.min(16_384, rows - given) }, (_, i) => given + i)]
    }
    const files = unzip(
      await joined(xlsxBytes({ columns: [{ name: 'n', type: 'integer' }], blocks: { [Symbol.asyncIterator]: blocks }, close: () => Promise.resolve() })),
    )
    expect(files.get('xl/workbook.xml')).toContain('Sheet2')
    expect(files.get('xl/worksheets/sheet1.xml')?.endsWith('<v>1048574</v></c></row></sheetData></worksheet>')).toBe(true)
    expect(files.get('xl/worksheets/sheet2.xml')?.match(/<row>/g)).toHaveLength(6)
  })
  test('a table that breaks off breaks the file, and is told', async () => {
    const blocks = async function* () {
      yield [[1]]
      throw new Error('the database went away')
    }
    const broken: Table = { columns: [{ name: 'n', type: 'integer' }], blocks: { [Symbol.asyncIterator]: blocks }, close: () => Promise.resolve() }
    await expect(joined(xlsxBytes(broken))).rejects.toThrow('the database went away')
  })
  test.each([
    ['CSV', csvBytes],
    ['XLSX', xlsxBytes],
    ['Arrow', arrowBytes],
  ])('a reader of %s that leaves frees the table', async (_name, write) => {
    let freed = 0
    const blocks = async function* () {
      for (;;) yield [Array.from({ length: 4096 }, () => Math.random())]
    }
    const close = async (): Promise<void> => {
      freed++
    }
    for await (const _ of write({ columns: [{ name: 'n', type: 'float' }], blocks: { [Symbol.asyncIterator]: blocks }, close })) break
    await expect.poll(() => freed).toBe(1)
  })
})

describe('Arrow', () => {
  test('is read back by the field’s reader', async () => {
    const read = tableFromIPC(await joined(arrowBytes(EVERYTHING())))
    expect(read.schema.fields.map((field) => [field.name, String(field.type), field.metadata.get('coset:type')])).toEqual([
      ['id', 'Int64', 'integer'],
      ['=cmd', 'Utf8', 'string'],
      ['f', 'Float64', 'float'],
      ['d', 'Utf8', 'decimal'],
      ['t', 'Timestamp<MICROSECOND>', 'timestamp'],
      ['day', 'Date32<DAY>', 'date'],
      ['ok', 'Bool', 'boolean'],
      ['j', 'Utf8', 'json'],
    ])
    expect([...(read.getChild('id') ?? [])]).toEqual([1n, 9007199254740993n, null])
    expect([...(read.getChild('=cmd') ?? [])]).toEqual(['=1+1', 'a "b", c\nd', null])
    expect([...(read.getChild('d') ?? [])]).toEqual(['12345678901234567.89', '1.50', null])
    expect([...(read.getChild('t') ?? [])].map((one) => (one === null ? null : Number(one)))).toEqual([MOMENT, null, Date.UTC(1850, 0, 1)])
    expect([...(read.getChild('ok') ?? [])]).toEqual([true, false, null])
  })
  test('of many blocks, and of none', async () => {
    const many = table([['n', 'integer', Array.from({ length: 10_000 }, (_, i) => i)]])
    const read = tableFromIPC(await joined(arrowBytes(many)))
    expect([read.numRows, read.getChild('n')?.get(9999)]).toEqual([10_000, 9999n])
    expect(tableFromIPC(await joined(arrowBytes(table([['n', 'integer', []]])))).numRows).toBe(0)
  })
})
