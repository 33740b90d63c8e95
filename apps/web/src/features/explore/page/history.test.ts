import { describe, expect, it } from 'vitest'
import { type History, startHistory, stepHistory } from './history.ts'

const change = (history: History, key: string | null, value: unknown, at: number): History =>
  stepHistory(history, { type: 'change', edit: (form) => ({ ...form, [key ?? 'k']: value }), key, at })

describe('history', () => {
  it('goes back and forth', () => {
    const two = change(change(startHistory({}), 'a', 1, 0), 'b', 2, 0)
    const back = stepHistory(two, { type: 'undo' })
    expect(back.now).toEqual({ a: 1 })
    expect(stepHistory(back, { type: 'redo' }).now).toEqual({ a: 1, b: 2 })
    expect(change(back, 'c', 3, 0).future).toEqual([])
  })
  it('takes quick typing as one step', () => {
    const typed = ['x', 'xy', 'xyz'].reduce((history, text, index) => change(history, 'title', text, index * 300 + 10), startHistory({ title: '' }))
    expect(stepHistory(typed, { type: 'undo' }).now).toEqual({ title: '' })
    expect(change(typed, 'title', 'later', 9999).past).toHaveLength(2)
  })
  it('stays where there is nowhere to go', () => {
    const start = startHistory({ a: 1 })
    expect(stepHistory(start, { type: 'undo' })).toBe(start)
    expect(stepHistory(start, { type: 'redo' })).toBe(start)
    expect(stepHistory(start, { type: 'change', edit: (form) => form, key: 'a', at: 1 })).toBe(start)
  })
  it('forgets what is long past', () => {
    let history = startHistory({})
    for (let step = 0; step < 80; step += 1) history = change(history, null, step, step)
    expect(history.past).toHaveLength(50)
  })
})
