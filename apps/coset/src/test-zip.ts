import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

export interface RawEntry {
  readonly name: string
  readonly data: string | Buffer
  readonly deflate?: boolean
  /** What the headers say instead of the true size. */
  readonly claimedSize?: number
  readonly flags?: number
  readonly method?: number
  readonly mode?: number
}

/** A ZIP as no honest program writes it: names and sizes as given. */
export const rawZip = (entries: readonly RawEntry[]): Uint8Array => {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const data = Buffer.from(entry.data)
    const body = entry.deflate === true ? deflateRawSync(data) : data
    const name = Buffer.from(entry.name, 'utf8')
    const fixed = Buffer.alloc(26)
    fixed.writeUInt16LE(20, 0)
    fixed.writeUInt16LE((entry.flags ?? 0) | 0x800, 2)
    fixed.writeUInt16LE(entry.method ?? (entry.deflate === true ? 8 : 0), 4)
    fixed.writeUInt32LE(crc32(data), 10)
    fixed.writeUInt32LE(body.length, 14)
    fixed.writeUInt32LE(entry.claimedSize ?? data.length, 18)
    fixed.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fixed, name, body])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    const madeBy = Buffer.from([20, 3])
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), madeBy, fixed, tail, name]))
    parts.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, directory, Buffer.from('PK\u0005\u0006'), end])
}

/** Path → bytes of the entries of a ZIP that an honest program wrote. */
export const readBinaryEntries = (bytes: Uint8Array): ReadonlyMap<string, Uint8Array> => {
  const zip = Buffer.from(bytes)
  const files = new Map<string, Uint8Array>()
  let at = zip.readUInt32LE(zip.length - 6)
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [nameLength, extraLength, commentLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const [packed, local] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)]
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const body = zip.subarray(start, start + packed)
    files.set(zip.toString('utf8', at + 46, at + 46 + nameLength), zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(body) : body)
    at += 46 + nameLength + extraLength + commentLength
  }
  return files
}

/** The same as text. */
export const readEntries = (bytes: Uint8Array): ReadonlyMap<string, string> =>
  new Map([...readBinaryEntries(bytes)].map(([path, body]) => [path, new TextDecoder().decode(body)]))
