import { expect, test } from 'vitest'
import { type Draft, dropDraft, keyOf, readDraft, writeDraft } from './store.ts'

const DAY = 86_400_000

/** A store of so many characters. */
const storeOf = (room = Number.POSITIVE_INFINITY) => {
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
      const used = [...all].reduce((sum, [other, value]) => (other === key ? sum : sum + value.length), 0)
      if (used + text.length > room) throw new DOMException('full', 'QuotaExceededError')
      all.set(key, text)
    },
  }
}

const draft = (at: number, title = 'T'): Draft => ({ at, readOn: 1, values: { title } })

test('a draft is read by its account alone, and dropped', () => {
  const store = storeOf()
  expect(writeDraft(store, keyOf(1, 'a'), draft(10))).toBe(true)
  expect(readDraft(store, keyOf(1, 'a'), 11)).toEqual(draft(10))
  expect(readDraft(store, keyOf(2, 'a'), 11)).toBeNull()
  expect(readDraft(store, keyOf(1, 'b'), 11)).toBeNull()
  dropDraft(store, keyOf(1, 'a'))
  expect(readDraft(store, keyOf(1, 'a'), 11)).toBeNull()
})

test('after thirty days it is gone, whoever looks', () => {
  const store = storeOf()
  writeDraft(store, keyOf(1, 'a'), draft(0))
  expect(readDraft(store, keyOf(1, 'a'), 30 * DAY)).not.toBeNull()
  expect(readDraft(store, keyOf(2, 'z'), 30 * DAY + 1)).toBeNull()
  expect(store.all.size).toBe(0)
})

test('what is no draft is none, and nothing of others is touched', () => {
  const store = storeOf()
  store.all.set('coset-work', 'x')
  for (const text of ['{', '[]', '{"at": "1"}', '{"at": 1, "readOn": 1}']) {
    store.all.set(keyOf(1, 'a'), text)
    expect(readDraft(store, keyOf(1, 'a'), 1)).toBeNull()
  }
  store.all.set(keyOf(1, 'a'), '{"at": 1, "readOn": 1, "values": {"title": 3, "css": "a"}}')
  expect(readDraft(store, keyOf(1, 'a'), 1)?.values).toEqual({ css: 'a' })
  expect(store.all.get('coset-work')).toBe('x')
})

test('an account keeps twenty, the oldest go; other accounts keep theirs', () => {
  const store = storeOf()
  writeDraft(store, keyOf(2, 'theirs'), draft(0))
  for (let i = 1; i <= 25; i++) writeDraft(store, keyOf(1, `d${i}`), draft(i))
  expect([...store.all.keys()].filter((key) => key.startsWith(keyOf(1, '')))).toHaveLength(20)
  expect(readDraft(store, keyOf(1, 'd5'), 30)).toBeNull()
  expect(readDraft(store, keyOf(1, 'd6'), 30)).not.toBeNull()
  expect(readDraft(store, keyOf(2, 'theirs'), 30)).not.toBeNull()
})

test('what is too long is not kept, nor an older one in its place', () => {
  const store = storeOf()
  writeDraft(store, keyOf(1, 'a'), draft(1))
  expect(writeDraft(store, keyOf(1, 'a'), draft(2, 'x'.repeat(500_001)))).toBe(false)
  expect(readDraft(store, keyOf(1, 'a'), 3)).toBeNull()
  for (let i = 1; i <= 6; i++) expect(writeDraft(store, keyOf(1, `d${i}`), draft(i, 'x'.repeat(450_000)))).toBe(true)
  expect([...store.all.keys()]).toEqual([keyOf(1, 'd3'), keyOf(1, 'd4'), keyOf(1, 'd5'), keyOf(1, 'd6')])
})

test('a full browser gives up the oldest; one without any room says so', () => {
  const store = storeOf(250)
  for (let i = 1; i <= 4; i++) expect(writeDraft(store, keyOf(1, `d${i}`), draft(i, 'x'.repeat(60)))).toBe(true)
  expect([...store.all.keys()]).toEqual([keyOf(1, 'd3'), keyOf(1, 'd4')])
  expect(writeDraft(storeOf(10), keyOf(1, 'a'), draft(1))).toBe(false)
})
