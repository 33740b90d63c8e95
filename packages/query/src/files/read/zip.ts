import { inflateRawSync } from 'node:zlib'
import { refused, tooLarge } from './refusals.ts'
import type { ReadLimits } from './table.ts'

export interface ZipEntry {
  readonly path: string
  /** Unpacks; what it unpacks to counts against the limits of all. Throws TooLarge, Unprocessable. */
  read(): Uint8Array
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const END_BYTES = 22
const MOST_COMMENT = 65_535
const MOST_ENTRIES = 10_000
const FREE_BYTES = 1_000_000

const notZip = (cause?: unknown) => refused('file', 'The file is not a ZIP that can be read', cause)

const endOf = (view: DataView): number => {
  const least = Math.max(0, view.byteLength - END_BYTES - MOST_COMMENT)
  for (let at = view.byteLength - END_BYTES; at >= least; at--) if (view.getUint32(at, true) === END) return at
  throw notZip()
}

const unpack = (packed: Uint8Array, method: number, most: number): Uint8Array => {
  if (method === 0) return packed
  if (method !== 8) throw refused('file', 'The ZIP is packed in a way that cannot be read; pack it with “deflate”')
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) })
}

/** Entries of a ZIP. What they say of their size is not believed: unpacking stops at the limits. */
export const zipEntries = (bytes: Uint8Array, limits: ReadLimits): readonly ZipEntry[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let left = limits.maxBytes
  const read = (local: number, size: number, method: number, path: string): Uint8Array => {
    try {
      if (view.getUint32(local, true) !== LOCAL) throw notZip()
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
      const most = Math.min(left, Math.max(FREE_BYTES, size * limits.maxRatio))
      const unpacked = unpack(bytes.subarray(start, start + size), method, most)
      left -= unpacked.byteLength
      return unpacked
    } catch (error) {
      if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(`${path} unpacks to more than is accepted`)
      throw error instanceof RangeError || (error instanceof Error && 'errno' in error) ? notZip(error) : error
    }
  }
  try {
    const end = endOf(view)
    const count = view.getUint16(end + 10, true)
    if (count > MOST_ENTRIES) throw tooLarge(`The ZIP has more than ${MOST_ENTRIES} entries`)
    const entries: ZipEntry[] = []
    let at = view.getUint32(end + 16, true)
    for (let n = 0; n < count; n++) {
      if (view.getUint32(at, true) !== ENTRY) throw notZip()
      const [method, size, local] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]
      const nameLength = view.getUint16(at + 28, true)
      const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength))
      entries.push({ path, read: () => read(local, size, method, path) })
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    }
    return entries
  } catch (error) {
    throw error instanceof RangeError ? notZip(error) : error
  }
}

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)
