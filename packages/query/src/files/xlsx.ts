import { Readable } from 'node:stream'
import type { Cell, CellType } from '@coset/core'
import { cellText, isMissing } from '@coset/frame'
import yazl from 'yazl'
import type { Table } from './table.ts'

const MAX_ROWS = 1_048_576
const MAX_COLUMNS = 16_384
const MAX_TEXT = 32_767
/** Spreadsheets keep fifteen digits; longer numbers are kept as text. */
const MAX_NUMBER = 1e15
const DAY_MS = 86_400_000
/** Day 0 of spreadsheets as epoch days; before March 1900 their calendar is wrong and moments stay text. */
const FIRST_DAY = -25_569
const FIRST_SAFE_MS = -2_203_891_200_000
const EPOCH = new Date('1980-01-01T00:00:00Z')
const STYLE = { plain: 0, moment: 1, date: 2, head: 3 } as const

// Control characters that XML cannot hold, and what Excel would read as one
const forbidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const escaped = (text: string): string =>
  text
    .slice(0, MAX_TEXT)
    .replace(forbidden, (one) => `_x${(one === '_x' ? 0x5f : one.charCodeAt(0)).toString(16).toUpperCase().padStart(4, '0')}_${one === '_x' ? 'x' : ''}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

const textCell = (text: string, style: number): string =>
  `<c t="inlineStr"${style === 0 ? '' : ` s="${style}"`}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`

/** Texts that a spreadsheet might run get a leading `'`. */
const disarmed = (text: string): string => (/^[=+\-@]/.test(text) ? `'${text}` : text)

const numberCell = (text: string): string => (Math.abs(Number(text)) > MAX_NUMBER ? textCell(text, STYLE.plain) : `<c><v>${text}</v></c>`)

const momentCell = (epochMs: number, type: CellType): string => {
  if (epochMs < FIRST_SAFE_MS) return textCell(cellText(epochMs, type), STYLE.plain)
  return `<c s="${type === 'date' ? STYLE.date : STYLE.moment}"><v>${epochMs / DAY_MS - FIRST_DAY}</v></c>`
}

const cellXml = (cell: Cell, type: CellType): string => {
  if (isMissing(cell)) return '<c/>'
  if (typeof cell === 'boolean') return `<c t="b"><v>${cell ? 1 : 0}</v></c>`
  if (typeof cell === 'number') {
    if (type === 'timestamp' || type === 'date') return momentCell(cell, type)
    return Number.isFinite(cell) ? numberCell(String(cell)) : '<c/>'
  }
  if (typeof cell === 'bigint') return numberCell(String(cell))
  if (type === 'decimal' && typeof cell === 'string' && /^-?\d+(?:\.\d+)?$/.test(cell)) return numberCell(cell)
  return textCell(disarmed(cellText(cell, type)), STYLE.plain)
}

const SHEET_HEAD =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
const SHEET_TAIL = '</sheetData></worksheet>'

/** Rows of all sheets from one reader; each call writes one sheet and leaves the rest. */
interface SheetSource {
  /** The next sheet's XML in pieces; `more()` then tells whether rows are left. */
  sheet(): AsyncGenerator<string>
  more(): boolean
  /** Frees what is behind the table. */
  close(): Promise<void>
}

const sheetSource = (table: Table): SheetSource => {
  const blocks = table.blocks[Symbol.asyncIterator]()
  const columns = table.columns.slice(0, MAX_COLUMNS)
  const head = `<row>${columns.map((column) => textCell(disarmed(column.name), STYLE.head)).join('')}</row>`
  let block: readonly (readonly Cell[])[] | null = null
  let at = 0
  let ended = false
  const advance = async (): Promise<boolean> => {
    while (!ended && (block === null || at >= (block[0]?.length ?? 0))) {
      const next = await blocks.next()
      ended = next.done === true
      block = next.done === true ? null : next.value
      at = 0
    }
    return !ended
  }
  const rowXml = (): string => {
    let text = '<row>'
    for (const [c, column] of columns.entries()) text += cellXml(block?.[c]?.[at] ?? null, column.type)
    return `${text}</row>`
  }
  return {
    sheet: async function* () {
      let text = SHEET_HEAD + head
      for (let rows = 1; rows < MAX_ROWS && (await advance()); rows++) {
        text += rowXml()
        at++
        if (text.length > 1 << 16) {
          yield text
          text = ''
        }
      }
      yield text + SHEET_TAIL
      await advance()
    },
    more: () => !ended,
    close: async () => {
      await blocks.return?.()
      await table.close()
    },
  }
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

const sheetNumbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1)

/** The small parts of a workbook of `count` sheets. */
const parts = (count: number): Readonly<Record<string, string>> => ({
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheetNumbers(count)
    .map((n) => `<sheet name="Sheet${n}" sheetId="${n}" r:id="rId${n}"/>`)
    .join('')}</sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships">${sheetNumbers(count)
    .map((n) => `<Relationship Id="rId${n}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${n}.xml"/>`)
    .join('')}<Relationship Id="rId${count + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>${sheetNumbers(
    count,
  )
    .map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`)
    .join('')}</Types>`,
})

const fill = async (zip: yazl.ZipFile, source: SheetSource): Promise<void> => {
  let count = 0
  do {
    count++
    const stream = Readable.from(source.sheet())
    const written = new Promise<void>((resolve, reject) => {
      stream.once('close', resolve)
      stream.once('error', reject)
    })
    zip.addReadStream(stream, `xl/worksheets/sheet${count}.xml`, { mtime: EPOCH, mode: 0o100644 })
    await written
  } while (source.more())
  for (const [path, text] of Object.entries(parts(count))) zip.addBuffer(Buffer.from(text), path, { mtime: EPOCH, mode: 0o100644 })
  zip.end()
}

/**
 * An XLSX workbook of a table, written as its rows come; more rows than a sheet holds go on in the next. Moments are dates, numbers of more
 * than fifteen digits and everything else text, formulas are disarmed. Throws what the table throws.
 */
export const xlsxBytes = async function* (table: Table): AsyncGenerator<Uint8Array> {
  const zip = new yazl.ZipFile()
  const source = sheetSource(table)
  const output = zip.outputStream as Readable
  fill(zip, source).catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error(String(error))))
  try {
    for await (const chunk of output) yield chunk as Uint8Array
  } finally {
    await source.close()
  }
}
