import { type ChartDataAnswer, csvBytes, type ResultFormat, type Table, xlsxBytes } from '@coset/query'
import { writeZipOf } from '../bundle/zip.ts'
import { Reply } from '../resource.ts'

export type FileFormat = Exclude<ResultFormat, 'json' | 'arrow'>

const TYPES: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** `20240131_235959`, UTC. */
export const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_')

/** A file name of a request cut to what every system and header takes; undefined when nothing is left. */
export const safeFileName = (name: unknown): string | undefined => {
  if (typeof name !== 'string') return undefined
  const plain = name
    .replace(/[^\w .()-]/g, '_')
    .replace(/^[. ]+/, '')
    .slice(0, 120)
    .trim()
  return plain === '' ? undefined : plain
}

const attachment = (name: string, type: string): Record<string, string> => ({ 'content-type': type, 'content-disposition': `attachment; filename="${name}"` })

const withEnding = (name: string, ending: string): string => (name.toLowerCase().endsWith(`.${ending}`) ? name : `${name}.${ending}`)

/** The files of an answer: one as it is, several in a ZIP. */
export const fileReply = async (answer: ChartDataAnswer, format: FileFormat, name: string): Promise<Reply> => {
  const files = answer.items.map((item) => item.file?.plain() ?? new Uint8Array())
  const [only] = files
  if (files.length === 1 && only !== undefined) return new Reply(only, { headers: attachment(withEnding(name, format), TYPES[format]) })
  const zip = await writeZipOf(new Map(files.map((bytes, i) => [`query_${i + 1}.${format}`, bytes])))
  return new Reply(zip, { headers: attachment(withEnding(name, 'zip'), 'application/zip') })
}

/** CSV clients read the fault of a broken stream out of the text itself; other formats break off. */
const withFault = async function* (bytes: AsyncIterable<Uint8Array>, format: FileFormat): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (error) {
    if (format !== 'csv') throw error
    yield new TextEncoder().encode(`__STREAM_ERROR__:${error instanceof Error ? error.message : 'the stream broke off'}`)
  }
}

/** A file whose rows are sent as they come. */
export const streamReply = (table: Table, format: FileFormat, name: string): Reply =>
  new Reply(withFault(format === 'csv' ? csvBytes(table) : xlsxBytes(table), format), {
    headers: { ...attachment(withEnding(name, format), TYPES[format]), 'cache-control': 'no-cache', 'x-accel-buffering': 'no' },
  })
