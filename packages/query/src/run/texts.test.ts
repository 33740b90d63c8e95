import { describe, expect, it } from 'vitest'
import { strftime } from '../plan/moments.ts'
import { plainPayload } from './payload.ts'
import { nestedText } from './python-text.ts'
import { decodeItem, encodeItem, type StoredItem } from './stored-item.ts'
import { parseByFormat } from './strptime.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

describe('texts', () => {
  it('prints nested values', () => {
    expect(nestedText({ a: [1, 2.5, null, true, "it's", 'say "it\'s"', 'a\\\n'] })).toBe(`{'a': [1, 2.5, None, True, "it's", 'say "it\\'s"', 'a\\\\\\n']}`)
  })
  it('reads and writes dates by pattern', () => {
    const at = Date.UTC(2021, 1, 3, 16, 5, 6) + 0.25
    expect(strftime(at, '%Y/%m/%d %I:%M:%S.%f %p %% %Q')).toBe('2021/02/03 04:05:06.000250 PM % %Q')
    expect(parseByFormat('2021/02/03 04:05:06.000250 PM', '%Y/%m/%d %I:%M:%S.%f %p')).toBe(at)
    expect(parseByFormat('2021-02-30', '%Y-%m-%d')).toBeNull()
    expect(parseByFormat('2021-02-03T00:00:00+02:00', '%Y-%m-%dT%H:%M:%S%z')).toBe(Date.UTC(2021, 1, 2, 22))
    expect(parseByFormat('x', '%Y%Y')).toBeNull()
    expect(parseByFormat('(((', '(((')).toBeNull()
  })
  it('stores items and refuses foreign bytes', async () => {
    const item = {
      facts: { queriedAt: 1, query: 'é', engineMs: 1, queuedMs: 0, rowCount: 1, sqlRowCount: 1, columnNames: ['a'], columnKinds: [0] },
      members: plainPayload(new TextEncoder().encode('"data":[]')),
      file: null,
    }
    const seen = (one: StoredItem | undefined) => [one?.facts, one?.members, one?.file].map((part) => (part && 'plain' in part ? text(part.plain()) : part))
    expect(seen(decodeItem(await encodeItem(item)))).toEqual([item.facts, '"data":[]', null])
    const withFile = { ...item, file: plainPayload(new TextEncoder().encode('a\n1\n')) }
    const bytes = await encodeItem(withFile)
    expect(seen(decodeItem(bytes))).toEqual([item.facts, '"data":[]', 'a\n1\n'])
    expect(decodeItem(bytes.subarray(0, -1))).toBeUndefined()
    expect(decodeItem(new Uint8Array(5))).toBeUndefined()
    expect(decodeItem(new TextEncoder().encode('{"some":"other value"}'))).toBeUndefined()
  })
})
