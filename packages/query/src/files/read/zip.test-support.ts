export interface RawZipEntry {
  readonly path: string
  readonly packed: Uint8Array
  /** What the headers say that it unpacks to. */
  readonly size: number
}

/** A ZIP whose headers say what they are told to; used by tests only. */
export const zipOf = (entries: readonly RawZipEntry[]): Uint8Array => {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { path, packed, size } of entries) {
    const name = Buffer.from(path)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.byteLength, 18)
    local.writeUInt32LE(size, 22)
    local.writeUInt16LE(name.byteLength, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.byteLength, 20)
    entry.writeUInt32LE(size, 24)
    entry.writeUInt16LE(name.byteLength, 28)
    entry.writeUInt32LE(offset, 42)
    parts.push(local, name, Buffer.from(packed))
    directory.push(entry, name)
    offset += 30 + name.byteLength + packed.byteLength
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).byteLength, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}
