import { expect, test } from 'vitest'
import { readFacts, readState } from './facts.ts'

const state = (text: string) => readState(new URLSearchParams(text))

test('the address says what a picture shows; what is odd in it says nothing', () => {
  const nothing = { masks: {}, tabs: [], anchor: null, note: '', force: false }
  expect(state('')).toEqual(nothing)
  const told = { activeTabs: ['TAB-1', 2], anchor: 'TAB-2', note: 'now', dataMask: { f: { extraFormData: {}, filterState: {} } } }
  expect(state(new URLSearchParams({ state: JSON.stringify(told), force: 'true' }).toString())).toEqual({
    masks: told.dataMask,
    tabs: ['TAB-1'],
    anchor: 'TAB-2',
    note: 'now',
    force: true,
  })
  for (const odd of ['null', '[]', '1', '{"activeTabs":"x","anchor":1,"dataMask":[],"note":{}}'])
    expect(state(new URLSearchParams({ state: odd }).toString()), odd).toEqual(nothing)
  expect(() => state('state={')).toThrow(SyntaxError)
})

test('a page that is not for a picture says nothing', () => expect(readFacts(undefined)).toBeNull())
