import type { Mark } from './removals.ts'

/** The value itself, or where its parts are: part `n` of a generation is named by both. */
export type Body = { readonly value: Buffer } | { readonly generation: string; readonly bytes: number; readonly parts: number }

export interface Item {
  readonly mark: Mark
  /** Epoch milliseconds; Memcached itself only counts seconds. */
  readonly expires: number
  readonly body: Body
}

/** version uint8 · kind uint8 · log 8 · position uint32 · expiry float64; then the value, or generation 16 · bytes uint32 · parts uint32. */
const HEADER = 22
const VERSION = 1
const [WHOLE, PARTS] = [0, 1]

const bodyBytes = (body: Body): Buffer => {
  if ('value' in body) return body.value
  const bytes = Buffer.alloc(24)
  bytes.write(body.generation, 'hex')
  bytes.writeUInt32BE(body.bytes, 16)
  bytes.writeUInt32BE(body.parts, 20)
  return bytes
}

export const encodeItem = ({ mark, expires, body }: Item): Buffer => {
  const head = Buffer.alloc(HEADER)
  head.writeUInt8(VERSION)
  head.writeUInt8('value' in body ? WHOLE : PARTS, 1)
  head.write(mark.log, 2, 'hex')
  head.writeUInt32BE(mark.position, 10)
  head.writeDoubleBE(expires, 14)
  return Buffer.concat([head, bodyBytes(body)])
}

/** Undefined for what is no item of ours. */
export const parseItem = (bytes: Buffer): Item | undefined => {
  if (bytes.length < HEADER || bytes[0] !== VERSION) return undefined
  const mark = { log: bytes.toString('hex', 2, 10), position: bytes.readUInt32BE(10) }
  const expires = bytes.readDoubleBE(14)
  const rest = bytes.subarray(HEADER)
  if (bytes[1] === WHOLE) return { mark, expires, body: { value: rest } }
  if (bytes[1] !== PARTS || rest.length !== 24) return undefined
  return { mark, expires, body: { generation: rest.toString('hex', 0, 16), bytes: rest.readUInt32BE(16), parts: rest.readUInt32BE(20) } }
}
