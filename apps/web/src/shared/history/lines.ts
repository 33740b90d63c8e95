/** Texts whose table of lines would be larger are told as gone and new. */
const LARGEST = 4_000_000
const AROUND = 2

export interface Line {
  /** `…`: lines that did not change are folded. */
  readonly sign: '+' | '−' | ' ' | '…'
  readonly text: string
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replaceAll('\r\n', '\n').split('\n'))

/** Lengths of the longest common runs of what is left of both from each line on. */
const runs = (before: readonly string[], after: readonly string[]): readonly Uint32Array[] => {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--) {
      const row = table[i]
      if (row !== undefined) row[j] = before[i] === after[j] ? (table[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0)
    }
  return table
}

const middle = (before: readonly string[], after: readonly string[]): readonly Line[] => {
  const gone = (text: string): Line => ({ sign: '−', text })
  const fresh = (text: string): Line => ({ sign: '+', text })
  if (before.length * after.length > LARGEST) return [...before.map(gone), ...after.map(fresh)]
  const table = runs(before, after)
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]]
    if (old !== undefined && old === now) {
      lines.push({ sign: ' ', text: old })
      i++
      j++
    } else if (old !== undefined && (now === undefined || (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0))) {
      lines.push(gone(old))
      i++
    } else {
      lines.push(fresh(now ?? ''))
      j++
    }
  }
  return lines
}

/** What differs between two texts, line by line; all lines. */
export const diffLines = (beforeText: string, afterText: string): readonly Line[] => {
  const [before, after] = [linesOf(beforeText), linesOf(afterText)]
  const shortest = Math.min(before.length, after.length)
  let head = 0
  while (head < shortest && before[head] === after[head]) head++
  let tail = 0
  while (tail < shortest - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++
  const same = (text: string): Line => ({ sign: ' ', text })
  return [
    ...before.slice(0, head).map(same),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

/** Leaves out what did not change, but for two lines around each change. */
export const folded = (lines: readonly Line[]): readonly Line[] => {
  const near = new Set<number>()
  for (const [i, line] of lines.entries()) if (line.sign !== ' ') for (let at = i - AROUND; at <= i + AROUND; at++) near.add(at)
  const shown: Line[] = []
  for (const [i, line] of lines.entries()) {
    if (near.has(i)) shown.push(line)
    else if (shown.at(-1)?.sign !== '…') shown.push({ sign: '…', text: '' })
  }
  return shown
}
