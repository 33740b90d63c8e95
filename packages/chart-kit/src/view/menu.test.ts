import { expect, test } from 'vitest'
import type { EChartsModel } from '../model.ts'
import { asksForMenu, markOf, menuRequest, nextStep, placeOf } from './menu.ts'

const day = { col: 'day', op: '==', val: 3 }
const size = { col: 'size', op: 'IN', val: ['S'] }
const model: EChartsModel = {
  kind: 'echarts',
  summary: '',
  option: { grid: {} },
  selectable: { S: [size] },
  behind: ({ value }) => (Array.isArray(value) ? { label: 'three', filters: [day], by: [day] } : undefined),
}

test('a mark is its own name first, then its series, then what it is called; what every object has is none', () => {
  expect(markOf({ data: { mark: 'S' }, seriesName: 'other', name: 'x' }, { S: [] })).toBe('S')
  expect(markOf({ data: { mark: 'T' }, seriesName: 'S', name: 'x' }, { S: [], x: [] })).toBe('S')
  expect(markOf({ data: null, name: 'x' }, { x: [] })).toBe('x')
  expect(markOf({ data: 4, name: 'toString', seriesName: 'constructor' }, {})).toBeUndefined()
})

test('a menu speaks of the mark and of what is behind it, where there is anything', () => {
  expect(menuRequest(model, { mark: 'S', value: [3, 1] })).toEqual({ label: 'S', filters: [size], behind: { label: 'three', filters: [day], by: [day] } })
  expect(menuRequest(model, { mark: 'toString' })).toEqual({ label: 'toString' })
  expect(menuRequest(model, {})).toEqual({})
  expect(menuRequest({ ...model, selectable: {} }, { mark: 'S' })).toEqual({ label: 'S' })
})

test('only the plot of a chart that knows its places has one', () => {
  const chart = (inside: boolean) => ({ containPixel: () => inside, convertFromPixel: () => [3, 9] }) as unknown as Parameters<typeof placeOf>[0]
  expect(placeOf(chart(true), model, [1, 1])).toEqual({ value: [3, 9] })
  expect(placeOf(chart(false), model, [1, 1])).toEqual({})
  expect(placeOf(chart(true), { ...model, option: {} }, [1, 1])).toEqual({})
  const { behind: _, ...plain } = model
  expect(placeOf(chart(true), plain, [1, 1])).toEqual({})
})

test.each([
  ['ArrowRight', -1, 3, 0],
  ['ArrowDown', 2, 3, 0],
  ['ArrowLeft', -1, 3, 2],
  ['ArrowUp', 0, 3, 2],
  ['ArrowLeft', 2, 3, 1],
  ['ArrowRight', -1, 0, undefined],
  ['Tab', 1, 3, undefined],
])('%s at %d of %d leads to %s', (key, at, amount, next) => expect(nextStep(key, at, amount)).toBe(next))

test.each([
  ['ContextMenu', false, true],
  ['F10', true, true],
  ['F10', false, false],
  ['Enter', true, false],
])('%s with shift %s asks for a menu: %s', (key, shiftKey, asks) => expect(asksForMenu({ key, shiftKey })).toBe(asks))
