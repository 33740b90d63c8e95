import { type AppError, BadRequest, TooLarge } from '@coset/core'
import yauzl from 'yauzl'
import yazl from 'yazl'

export interface ZipLimits {
  /** Of all entries together, unpacked. */
  readonly maxBytes: number
  readonly maxEntries: number
  /** Unpacked to packed. */
  readonly maxRatio: number
}

const bad = (cause: unknown): AppError =>
  new BadRequest(`The file is not a ZIP that can be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })

const openZip = (bytes: Uint8Array): Promise<yauzl.ZipFile> =>
  new Promise((resolve, reject) => {
    // strictFileNames refuses backslashes; yauzl itself refuses absolute names and `..`
    yauzl.fromBuffer(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      { lazyEntries: true, strictFileNames: true, validateEntrySizes: true },
      (error, zip) => (error === null ? resolve(zip) : reject(bad(error))),
    )
  })

const readEntry = (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<string> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) return reject(bad(error))
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
      stream.on('error', (cause) => reject(bad(cause)))
    })
  })

const SYMLINK = 0o120000

const refuse = (entry: yauzl.Entry, limits: ZipLimits, total: number): void => {
  if (((entry.externalFileAttributes >>> 16) & 0o170000) === SYMLINK) throw new BadRequest(`The ZIP holds a symbolic link: ${entry.fileName}`)
  if (total > limits.maxBytes) throw new TooLarge('The ZIP unpacks to more than is accepted')
  if (entry.uncompressedSize > 1_000_000 && entry.uncompressedSize > entry.compressedSize * limits.maxRatio)
    throw new TooLarge(`The ZIP packs ${entry.fileName} too tightly`)
}

/** The text files of a ZIP by path, the first folder stripped. Sizes are checked before anything is unpacked. Throws BadRequest, TooLarge. */
export const readZip = async (bytes: Uint8Array, limits: ZipLimits): Promise<ReadonlyMap<string, string>> => {
  const zip = await openZip(bytes)
  if (zip.entryCount > limits.maxEntries) throw new TooLarge(`The ZIP has more than ${limits.maxEntries} entries`)
  const files = new Map<string, string>()
  let total = 0
  return new Promise((resolve, reject) => {
    const next = async (entry: yauzl.Entry): Promise<void> => {
      total += entry.uncompressedSize
      refuse(entry, limits, total)
      const path = entry.fileName.split('/').slice(1).join('/')
      const name = path.split('/').at(-1) ?? ''
      if (/\.ya?ml$/.test(name) && !/^[._]/.test(name)) {
        if (files.has(path)) throw new BadRequest(`The ZIP holds ${path} twice`)
        files.set(path, await readEntry(zip, entry))
      }
      zip.readEntry()
    }
    zip.on('entry', (entry: yauzl.Entry) => {
      next(entry).catch((error: unknown) => {
        zip.close()
        reject(error)
      })
    })
    zip.on('end', () => resolve(files))
    zip.on('error', (error) => reject(bad(error)))
    zip.readEntry()
  })
}

const EPOCH = new Date('1980-01-01T00:00:00Z')

/** A ZIP of files; the same content gives the same bytes. */
export const writeZipOf = async (files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> => {
  const zip = new yazl.ZipFile()
  for (const [path, bytes] of files) zip.addBuffer(Buffer.from(bytes), path, { mtime: EPOCH, mode: 0o100644, forceDosTimestamp: true })
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

/** A ZIP of text files below one folder. */
export const writeZip = (root: string, files: ReadonlyMap<string, string>): Promise<Uint8Array> =>
  writeZipOf(new Map([...files].map(([path, text]) => [`${root}/${path}`, new TextEncoder().encode(text)])))
