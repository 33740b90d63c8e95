import { expect, test } from 'vitest'
import { readPlaces, writePlaces } from './use-colors.ts'

const storeOf = (full = false) => {
  const all = new Map<string, string>()
  return {
    all,
    get length() {
      return all.size
    },
    key: (i: number) => [...all.keys()][i] ?? null,
    getItem: (key: string) => all.get(key) ?? null,
    removeItem: (key: string) => void all.delete(key),
    setItem: (key: string, text: string) => {
      if (full) throw new DOMException('full', 'QuotaExceededError')
      all.set(key, text)
    },
  }
}
const places = (...pairs: (readonly [number, number])[]) => new Map([['coset', new Map(pairs)]])

test('places come back as they were put down, for their dashboard', () => {
  const store = storeOf()
  writePlaces(store, 'a', places([1, 2], [3, 4]), 5)
  expect(readPlaces(store, 'a')).toEqual(places([1, 2], [3, 4]))
  expect(readPlaces(store, 'b')).toEqual(new Map())
})

test('what is none is none, and a full browser keeps nothing', () => {
  const store = storeOf()
  for (const text of ['{', 'null', '{"places": 3}', '{"places": {"coset": [1]}}']) {
    store.all.set('coset.colors.a', text)
    expect(readPlaces(store, 'a').get('coset')?.size ?? 0).toBe(0)
  }
  expect(() => writePlaces(storeOf(true), 'a', places([1, 2]), 1)).not.toThrow()
})

test('fifty dashboards are kept, the one goes that was looked at longest ago; other things stay', () => {
  const store = storeOf()
  store.all.set('other', 'x')
  for (let i = 0; i < 60; i++) writePlaces(store, `d${i}`, places([i, 1]), i === 0 ? 1000 : i)
  expect(store.all.size).toBe(51)
  expect([...store.all.keys()]).toContain('coset.colors.d0')
  expect([...store.all.keys()]).not.toContain('coset.colors.d9')
  writePlaces(store, 'many', places(...Array.from({ length: 900 }, (_, i) => [i, 1] as const)), 2000)
  expect(readPlaces(store, 'many').get('coset')?.size).toBe(300)
})
