import { crc32, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { combineCrc, gzipOf, type Packed, packedPayload, plainOf, plainPayload } from './payload.ts'

const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const bytesOf = (next: () => number, length: number): Uint8Array => Uint8Array.from({ length }, () => Math.floor(next() * (next() < 0.5 ? 4 : 256)))

describe('payloads', () => {
  test('the CRC of two texts end to end', () => {
    const next = random(1)
    for (const length of [0, 1, 2, 7, 255, 256, 65_535, 65_536, 100_003]) {
      const [a, b] = [bytesOf(next, Math.floor(next() * 1000)), bytesOf(next, length)]
      expect(combineCrc(crc32(a), crc32(b), length)).toBe(crc32(Buffer.concat([a, b])))
    }
  })

  test('a gzip member of plain and packed parts is what the parts are', async () => {
    const next = random(2)
    for (let i = 0; i < 40; i++) {
      const pieces = Array.from({ length: 1 + Math.floor(next() * 6) }, () => bytesOf(next, Math.floor(next() ** 3 * 200_000)))
      const parts = pieces.map((piece) => (next() < 0.5 ? piece : plainPayload(piece)))
      const whole = Buffer.concat(pieces)
      expect(Buffer.compare(gunzipSync(await gzipOf(parts)), whole)).toBe(0)
      expect(Buffer.compare(plainOf(parts), whole)).toBe(0)
    }
  })

  test('nothing at all is a gzip member too', async () => expect(gunzipSync(await gzipOf([])).byteLength).toBe(0))

  test('a packed payload comes back plain', async () => {
    const text = new TextEncoder().encode('"data":[1,2,3]'.repeat(1000))
    const packed: Packed = await plainPayload(text).packed()
    expect(packed.deflated.byteLength).toBeLessThan(text.byteLength / 10)
    expect(Buffer.compare(packedPayload(packed).plain(), text)).toBe(0)
  })

  test('a wrong CRC is noticed by the reader', async () => {
    const packed = await plainPayload(new TextEncoder().encode('hello')).packed()
    await expect((async () => gunzipSync(await gzipOf([packedPayload({ ...packed, crc: packed.crc ^ 1 })])))()).rejects.toThrow(/incorrect data check/)
  })
})
