import { crc32 } from 'node:zlib'

/** magic 8 · expiry float64 · key length uint32 · value length uint32 · checksum of key and value uint32; then key and value. */
const MAGIC = Buffer.from('cosetc\u0000\u0001', 'latin1')
const HEADER = 28

export interface Entry {
  /** Epoch milliseconds. */
  readonly expires: number
  readonly key: string
  readonly value: Uint8Array
}

/** What stands before the value in the file. */
export const entryHead = ({ expires, key, value }: Entry): Buffer => {
  const name = Buffer.from(key)
  const head = Buffer.alloc(HEADER)
  MAGIC.copy(head)
  head.writeDoubleBE(expires, 8)
  head.writeUInt32BE(name.length, 16)
  head.writeUInt32BE(value.byteLength, 20)
  head.writeUInt32BE(crc32(value, crc32(name)), 24)
  return Buffer.concat([head, name])
}

/** The entry in a file, or undefined when the file is cut off or changed. */
export const parseEntry = (file: Buffer): Entry | undefined => {
  if (file.length < HEADER || !file.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  const start = HEADER + file.readUInt32BE(16)
  if (file.length !== start + file.readUInt32BE(20)) return undefined
  const name = file.subarray(HEADER, start)
  const value = file.subarray(start)
  if (crc32(value, crc32(name)) !== file.readUInt32BE(24)) return undefined
  return { expires: file.readDoubleBE(8), key: name.toString(), value }
}
