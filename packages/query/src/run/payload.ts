import { promisify } from 'node:util'
import { constants, crc32, deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib'
import { joinBytes } from '@coset/frame'

/** Bytes as a run of deflate blocks that others may follow, with what a gzip trailer needs of them. */
export interface Packed {
  readonly deflated: Uint8Array
  readonly size: number
  readonly crc: number
}

/** Bytes that are compressed once, when somebody first wants that, and expanded once. */
export interface Payload {
  plain(): Uint8Array
  packed(): Promise<Packed>
}

const inThread = promisify(deflateRaw)
const OPTIONS = { level: 1, finishFlush: constants.Z_SYNC_FLUSH }
/** Fewer bytes are compressed sooner than a thread has them. */
const IN_THREAD = 16_384

const pack = async (bytes: Uint8Array): Promise<Packed> => ({
  deflated: bytes.byteLength < IN_THREAD ? deflateRawSync(bytes, OPTIONS) : await inThread(bytes, OPTIONS),
  size: bytes.byteLength,
  crc: crc32(bytes),
})

export const plainPayload = (bytes: Uint8Array): Payload => {
  let packed: Promise<Packed> | undefined
  return {
    plain: () => bytes,
    packed: () => {
      packed ??= pack(bytes)
      return packed
    },
  }
}

export const packedPayload = (packed: Packed): Payload => {
  let plain: Uint8Array | undefined
  return {
    plain: () => {
      plain ??= inflateRawSync(packed.deflated, { finishFlush: constants.Z_SYNC_FLUSH })
      return plain
    },
    packed: () => Promise.resolve(packed),
  }
}

const POLYNOMIAL = 0xedb88320

/** Product of two polynomials over GF(2) modulo CRC-32's, highest power first. */
const multiply = (a: number, b: number): number => {
  let product = 0
  let factor = b
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor
    factor = (factor & 1) === 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1
  }
  return product >>> 0
}

/** `powers[n]` is x to the 2^n. */
const powers: readonly number[] = Array.from({ length: 32 }).reduce<number[]>((found) => {
  const last = found.at(-1)
  return [...found, last === undefined ? 0x40000000 : multiply(last, last)]
}, [])

/** CRC-32 of two texts end to end, from the CRC of each and the length of the second. */
export const combineCrc = (first: number, second: number, secondLength: number): number => {
  let shift = 0x80000000
  for (let n = secondLength, power = 3; n > 0; n = Math.floor(n / 2), power++) if (n % 2 === 1) shift = multiply(powers[power % 32] ?? 0, shift)
  return (multiply(shift, first) ^ second) >>> 0
}

/** What an answer is made of, in order: small plain pieces between payloads. */
export type Part = Uint8Array | Payload

const isPlain = (part: Part): part is Uint8Array => part instanceof Uint8Array

export const plainOf = (parts: readonly Part[]): Uint8Array => joinBytes(parts.map((part) => (isPlain(part) ? part : part.plain())))

const STORED_MAX = 0xffff

const storedBlocks = (bytes: Uint8Array): Uint8Array[] => {
  const blocks: Uint8Array[] = []
  for (let at = 0; at < bytes.byteLength; at += STORED_MAX) {
    const piece = bytes.subarray(at, at + STORED_MAX)
    const length = piece.byteLength
    blocks.push(Uint8Array.of(0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), piece)
  }
  return blocks
}

const GZIP_HEAD = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff)
const LAST_BLOCK = Uint8Array.of(1, 0, 0, 0xff, 0xff)

/** The parts as one gzip member: compressed payloads are copied as they are, nothing is compressed again. */
export const gzipOf = async (parts: readonly Part[]): Promise<Uint8Array> => {
  const out: Uint8Array[] = [GZIP_HEAD]
  let crc = 0
  let size = 0
  for (const part of parts) {
    if (isPlain(part)) {
      out.push(...storedBlocks(part))
      crc = crc32(part, crc)
      size += part.byteLength
    } else {
      const packed = await part.packed()
      out.push(packed.deflated)
      crc = combineCrc(crc, packed.crc, packed.size)
      size += packed.size
    }
  }
  const trailer = new DataView(new ArrayBuffer(8))
  trailer.setUint32(0, crc, true)
  trailer.setUint32(4, size % 2 ** 32, true)
  return joinBytes([...out, LAST_BLOCK, new Uint8Array(trailer.buffer)])
}
