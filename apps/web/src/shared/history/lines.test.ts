import { expect, test } from 'vitest'
import { diffLines, folded } from './lines.ts'

const told = (before: string, after: string): string =>
  diffLines(before, after)
    .map(({ sign, text }) => `${sign}${text}`)
    .join('|')

test.each([
  ['', '', ''],
  ['a', 'a', ' a'],
  ['', 'a\nb', '+a|+b'],
  ['a\nb', '', '−a|−b'],
  ['a\nb\nc', 'a\nx\nc', ' a|−b|+x| c'],
  ['a\nb\nc\nd', 'b\nc\nd\na', '−a| b| c| d|+a'],
  ['a\r\nb', 'a\nb', ' a| b'],
  ['a\na', 'a\na\na', ' a| a|+a'],
])('%j to %j', (before, after, lines) => {
  expect(told(before, after)).toBe(lines)
})

test('both texts can be read out of the lines, whatever they are', () => {
  let seed = 7
  const random = (below: number): number => {
    seed = (seed * 16_807) % 2_147_483_647
    return seed % below
  }
  for (let round = 0; round < 200; round++) {
    const text = (): string => Array.from({ length: 1 + random(12) }, () => 'abc'[random(3)]).join('\n')
    const [before, after] = [text(), text()]
    const lines = diffLines(before, after)
    const read = (without: string): string => lines.flatMap(({ sign, text: line }) => (sign === without ? [] : [line])).join('\n')
    expect([read('+'), read('−')]).toEqual([before, after])
  }
})

test('texts too large to compare are told as gone and new', () => {
  const many = (letter: string): string => Array.from({ length: 2500 }, (_, i) => `${letter}${i}`).join('\n')
  const lines = diffLines(many('a'), many('b'))
  expect([lines.length, lines[0]?.sign, lines.at(-1)?.sign]).toEqual([5000, '−', '+'])
})

test('what did not change is folded', () => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i}`)
  const lines = folded(diffLines(text.join('\n'), text.map((line, i) => (i === 10 ? 'new' : line)).join('\n')))
  expect(lines.map(({ sign }) => sign).join('')).toBe('…  −+  …')
})
