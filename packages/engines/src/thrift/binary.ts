/** The kinds of values that Thrift's binary protocol has. */
export const T = { BOOL: 2, BYTE: 3, DOUBLE: 4, I16: 6, I32: 8, I64: 10, STRING: 11, STRUCT: 12, MAP: 13, SET: 14, LIST: 15 } as const

/** A value with its kind, ready to be written. */
export interface Typed {
  readonly type: number
  readonly write: (out: Writer) => void
}

/** Grows as it is written to. */
export class Writer {
  private bytes = Buffer.alloc(1_024)
  private size = 0

  /** Where the next bytes go. Ask before `bytes` is named: it may become another buffer. */
  private room(count: number): number {
    if (this.size + count > this.bytes.length) {
      const bigger = Buffer.alloc(Math.max(this.bytes.length * 2, this.size + count))
      this.bytes.copy(bigger, 0, 0, this.size)
      this.bytes = bigger
    }
    const at = this.size
    this.size += count
    return at
  }

  byte(value: number): void {
    const at = this.room(1)
    this.bytes.writeInt8(value, at)
  }
  i16(value: number): void {
    const at = this.room(2)
    this.bytes.writeInt16BE(value, at)
  }
  i32(value: number): void {
    const at = this.room(4)
    this.bytes.writeInt32BE(value, at)
  }
  i64(value: bigint): void {
    const at = this.room(8)
    this.bytes.writeBigInt64BE(value, at)
  }
  double(value: number): void {
    const at = this.room(8)
    this.bytes.writeDoubleBE(value, at)
  }
  raw(value: Uint8Array): void {
    this.i32(value.length)
    const at = this.room(value.length)
    this.bytes.set(value, at)
  }
  done(): Buffer {
    return this.bytes.subarray(0, this.size)
  }
}

export const bool = (value: boolean): Typed => ({ type: T.BOOL, write: (out) => out.byte(value ? 1 : 0) })
export const i8 = (value: number): Typed => ({ type: T.BYTE, write: (out) => out.byte(value) })
export const i16 = (value: number): Typed => ({ type: T.I16, write: (out) => out.i16(value) })
export const i32 = (value: number): Typed => ({ type: T.I32, write: (out) => out.i32(value) })
export const i64 = (value: bigint): Typed => ({ type: T.I64, write: (out) => out.i64(value) })
export const double = (value: number): Typed => ({ type: T.DOUBLE, write: (out) => out.double(value) })
export const text = (value: string): Typed => ({ type: T.STRING, write: (out) => out.raw(Buffer.from(value)) })
export const binary = (value: Uint8Array): Typed => ({ type: T.STRING, write: (out) => out.raw(value) })

export const struct = (fields: Readonly<Record<number, Typed | undefined>>): Typed => ({
  type: T.STRUCT,
  write: (out) => {
    for (const [id, field] of Object.entries(fields)) {
      if (field === undefined) continue
      out.byte(field.type)
      out.i16(Number(id))
      field.write(out)
    }
    out.byte(0)
  },
})

export const list = (type: number, items: readonly Typed[]): Typed => ({
  type: T.LIST,
  write: (out) => {
    out.byte(type)
    out.i32(items.length)
    for (const item of items) item.write(out)
  },
})

export const textMap = (entries: Readonly<Record<string, string>>): Typed => ({
  type: T.MAP,
  write: (out) => {
    const pairs = Object.entries(entries)
    out.byte(T.STRING)
    out.byte(T.STRING)
    out.i32(pairs.length)
    for (const [key, value] of pairs) {
      text(key).write(out)
      text(value).write(out)
    }
  },
})

/** A read value: fields of a struct by their numbers, texts and bytes as buffers. */
export type Read = boolean | number | bigint | Buffer | readonly Read[] | ReadonlyMap<Read | string, Read> | Fields
export interface Fields {
  readonly [id: number]: Read | undefined
}

/** There is not enough of a message yet. */
export class Short extends Error {}

const MOST = 256 * 1_048_576
const DEEPEST = 64

class Reader {
  private readonly bytes: Buffer
  at = 0
  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  private take(count: number): number {
    if (count < 0 || count > MOST) throw new RangeError('The database sent a message that is too large')
    if (this.at + count > this.bytes.length) throw new Short()
    this.at += count
    return this.at - count
  }

  byte = (): number => this.bytes.readInt8(this.take(1))
  i16 = (): number => this.bytes.readInt16BE(this.take(2))
  i32 = (): number => this.bytes.readInt32BE(this.take(4))
  raw = (): Buffer => {
    const size = this.i32()
    const at = this.take(size)
    return this.bytes.subarray(at, at + size)
  }

  private items(depth: number): readonly Read[] {
    const type = this.byte()
    const count = this.i32()
    if (count < 0 || count > MOST) throw new RangeError('The database sent a list that is too long')
    const out: Read[] = []
    for (let i = 0; i < count; i++) out.push(this.value(type, depth + 1))
    return out
  }

  private map(depth: number): ReadonlyMap<Read | string, Read> {
    const [keyType, valueType, count] = [this.byte(), this.byte(), this.i32()]
    const out = new Map<Read | string, Read>()
    for (let i = 0; i < count; i++) {
      const key = this.value(keyType, depth + 1)
      out.set(Buffer.isBuffer(key) ? key.toString() : key, this.value(valueType, depth + 1))
    }
    return out
  }

  value(type: number, depth: number): Read {
    if (depth > DEEPEST) throw new RangeError('The database sent a message that is too deep')
    switch (type) {
      case T.BOOL:
        return this.byte() !== 0
      case T.BYTE:
        return this.byte()
      case T.DOUBLE:
        return this.bytes.readDoubleBE(this.take(8))
      case T.I16:
        return this.i16()
      case T.I32:
        return this.i32()
      case T.I64:
        return this.bytes.readBigInt64BE(this.take(8))
      case T.STRING:
        return this.raw()
      case T.STRUCT:
        return this.fields(depth)
      case T.MAP:
        return this.map(depth)
      case T.SET:
      case T.LIST:
        return this.items(depth)
      default:
        throw new RangeError('The database sent a message of an unknown kind')
    }
  }

  fields(depth: number): Fields {
    const out: Record<number, Read> = {}
    for (;;) {
      const type = this.byte()
      if (type === 0) return out
      const id = this.i16()
      out[id] = this.value(type, depth + 1)
    }
  }
}

const VERSION = 0x8001
export const CALL = 1
export const REPLY = 2
const EXCEPTION = 3

export interface Message {
  readonly name: string
  readonly type: number
  readonly sequence: number
  readonly body: Fields
  /** Bytes that the message took. */
  readonly size: number
}

export const writeMessage = (name: string, type: number, sequence: number, body: Typed): Buffer => {
  const out = new Writer()
  out.i16(VERSION - 0x10000)
  out.i16(type)
  text(name).write(out)
  out.i32(sequence)
  body.write(out)
  return out.done()
}

/** Throws Short when the bytes end before the message does, RangeError for what is none. */
export const readMessage = (bytes: Buffer): Message => {
  const reader = new Reader(bytes)
  const version = reader.i16()
  if ((version & 0xffff) !== VERSION) throw new RangeError('The port does not speak Thrift')
  const type = reader.i16() & 0xff
  const name = reader.raw().toString()
  const sequence = reader.i32()
  const body = reader.fields(0)
  if (type === EXCEPTION) throw new RangeError(`The database refused the call: ${String(body[1] ?? '').slice(0, 500)}`)
  return { name, type, sequence, body, size: reader.at }
}

const isFields = (value: Read | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && !Array.isArray(value) && !(value instanceof Map)

/** Below a struct: fields as fields, or an empty one. */
export const fieldsOf = (value: Read | undefined): Fields => (isFields(value) ? value : {})
export const itemsOf = (value: Read | undefined): readonly Read[] => (Array.isArray(value) ? (value as readonly Read[]) : [])
export const stringOf = (value: Read | undefined): string => (Buffer.isBuffer(value) ? value.toString() : '')
export const intOf = (value: Read | undefined): number => (typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : 0)
