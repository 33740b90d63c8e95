import { joinBytes } from '@coset/frame'
import { type Packed, type Payload, packedPayload } from './payload.ts'

/** What is known of an item beside its bytes. */
export interface ItemFacts {
  /** Seconds since the epoch when the database was asked. */
  readonly queriedAt: number
  readonly query: string
  /** How long the database took, and how long statements waited for their turn, in milliseconds. */
  readonly engineMs: number
  readonly queuedMs: number
  readonly rowCount: number
  readonly sqlRowCount: number
  readonly columnNames: readonly string[]
  readonly columnKinds: readonly number[]
}

/** An answer as the cache holds it: facts, the item's members as JSON without braces, and the file's bytes when a file was asked. */
export interface StoredItem {
  readonly facts: ItemFacts
  /** `"a":1,"b":[…]`, in UTF-8. */
  readonly members: Payload
  readonly file: Payload | null
}

const VERSION = 2

interface Measure {
  readonly size: number
  readonly crc: number
  readonly length: number
}

interface Head {
  readonly facts: ItemFacts
  readonly members: Measure
  readonly file: Measure | null
}

const measureOf = (packed: Packed): Measure => ({ size: packed.size, crc: packed.crc, length: packed.deflated.byteLength })

/** One byte string: version and length of the head, the head as JSON, then both payloads compressed. */
export const encodeItem = async (item: StoredItem): Promise<Uint8Array> => {
  const members = await item.members.packed()
  const file = item.file === null ? null : await item.file.packed()
  const head: Head = { facts: item.facts, members: measureOf(members), file: file === null ? null : measureOf(file) }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const lead = new DataView(new ArrayBuffer(8))
  lead.setUint32(0, VERSION)
  lead.setUint32(4, text.byteLength)
  return joinBytes([new Uint8Array(lead.buffer), text, members.deflated, ...(file === null ? [] : [file.deflated])])
}

/** The item of a cached byte string; undefined when it is not one of ours. Payloads stay compressed until somebody reads them. */
export const decodeItem = (bytes: Uint8Array): StoredItem | undefined => {
  if (bytes.byteLength < 8) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const membersAt = 8 + view.getUint32(4)
  if (view.getUint32(0) !== VERSION || membersAt > bytes.byteLength) return undefined
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, membersAt))) as Head
  const fileAt = membersAt + head.members.length
  if (fileAt + (head.file?.length ?? 0) !== bytes.byteLength) return undefined
  const payload = (measure: Measure, at: number): Payload =>
    packedPayload({ deflated: bytes.subarray(at, at + measure.length), size: measure.size, crc: measure.crc })
  return { facts: head.facts, members: payload(head.members, membersAt), file: head.file === null ? null : payload(head.file, fileAt) }
}
