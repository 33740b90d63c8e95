import { joinBytes } from '@coset/frame'

/** What is known of an item beside its bytes. */
export interface ItemFacts {
  /** Seconds since the epoch when the database was asked. */
  readonly queriedAt: number
  readonly query: string
  readonly rowCount: number
  readonly sqlRowCount: number
  readonly columnNames: readonly string[]
  readonly columnKinds: readonly number[]
}

/** An answer as the cache holds it: facts, the item's members as JSON without braces, and the CSV text when that was asked. */
export interface StoredItem {
  readonly facts: ItemFacts
  /** `"a":1,"b":[…]`, in UTF-8. */
  readonly members: Uint8Array
  readonly csv: Uint8Array | null
}

const VERSION = 1

/** One byte string: version, lengths of facts and members, then facts, members and CSV. */
export const encodeItem = (item: StoredItem): Uint8Array => {
  const facts = new TextEncoder().encode(JSON.stringify({ facts: item.facts, csv: item.csv !== null }))
  const head = new Uint8Array(12)
  const view = new DataView(head.buffer)
  view.setUint32(0, VERSION)
  view.setUint32(4, facts.byteLength)
  view.setUint32(8, item.members.byteLength)
  return joinBytes([head, facts, item.members, ...(item.csv === null ? [] : [item.csv])])
}

/** The item of a cached byte string; undefined when it is not one of ours. */
export const decodeItem = (bytes: Uint8Array): StoredItem | undefined => {
  if (bytes.byteLength < 12) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const membersAt = 12 + view.getUint32(4)
  const csvAt = membersAt + view.getUint32(8)
  if (view.getUint32(0) !== VERSION || csvAt > bytes.byteLength) return undefined
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(12, membersAt))) as { facts: ItemFacts; csv: boolean }
  return { facts: head.facts, members: bytes.subarray(membersAt, csvAt), csv: head.csv ? bytes.subarray(csvAt) : null }
}
