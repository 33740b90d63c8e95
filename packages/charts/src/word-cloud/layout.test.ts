import { describe, expect, it } from 'vitest'
import { layoutWords } from './layout.ts'

const words = Array.from({ length: 300 }, (_, index) => ({ text: `word ${index}`, weight: 300 - index }))
const input = { words, width: 500, height: 300, from: 10, to: 60, rotation: 'square' as const }

describe('layoutWords', () => {
  it('gives the same picture each time', () => expect(layoutWords(input)).toEqual(layoutWords(input)))
  it('keeps words inside and the heaviest largest', () => {
    const placed = layoutWords(input)
    expect(placed.length).toBeGreaterThan(20)
    expect(placed[0]?.text).toBe('word 0')
    for (const word of placed) {
      expect(word.x).toBeGreaterThan(0)
      expect(word.x).toBeLessThan(500)
      expect(word.y).toBeLessThan(300)
      expect(word.size).toBeLessThanOrEqual(60)
    }
  })
  it('stays quick and finite at odd sizes', () => {
    expect(layoutWords({ ...input, width: 1, height: 1 })).toEqual([])
    expect(layoutWords({ ...input, words: [] })).toEqual([])
    expect(layoutWords({ ...input, words: [{ text: 'x'.repeat(400), weight: 1 }] }).every((word) => Number.isFinite(word.size))).toBe(true)
  })
})
