import { hashLabel, textWidth } from '@coset/chart-kit'

export interface Word {
  readonly text: string
  readonly weight: number
}

export interface PlacedWord extends Word {
  /** Middle of the word in px from the top left. */
  readonly x: number
  readonly y: number
  readonly size: number
  /** 0 or degrees clockwise. */
  readonly rotate: number
}

export type Rotation = 'square' | 'flat' | 'random'

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const MOST_WORDS = 250
/** With this many words a cloud is full enough. */
const ENOUGH = 60
/** px */
const SMALLEST = 6
const GAP = 2
const GOLDEN = 2.399963

function rotationOf(text: string, index: number, rotation: Rotation): number {
  if (index === 0 || rotation === 'flat') return 0
  const hash = hashLabel(text)
  if (rotation === 'square') return hash % 3 === 0 ? 90 : 0
  return ((hash % 7) - 3) * 10
}

function extent(text: string, size: number, rotate: number): readonly [number, number] {
  const width = textWidth(text, size) * 1.16
  const height = size * 1.05
  const turn = (Math.abs(rotate) * Math.PI) / 180
  return [width * Math.cos(turn) + height * Math.sin(turn), width * Math.sin(turn) + height * Math.cos(turn)]
}

function free(box: Box, taken: readonly Box[]): boolean {
  return taken.every((other) => box.right + GAP < other.left || box.left - GAP > other.right || box.bottom + GAP < other.top || box.top - GAP > other.bottom)
}

/** Walks a spiral from the middle until the box fits; undefined when the picture is full. */
function place(extentOfWord: readonly [number, number], width: number, height: number, taken: readonly Box[]): Box | undefined {
  const [w, h] = extentOfWord
  const steps = 900
  for (let step = 0; step < steps; step += 1) {
    const share = step / steps
    const angle = step * GOLDEN
    const x = width / 2 + Math.cos(angle) * Math.sqrt(share) * (width / 2)
    const y = height / 2 + Math.sin(angle) * Math.sqrt(share) * (height / 2)
    const box = { left: x - w / 2, right: x + w / 2, top: y - h / 2, bottom: y + h / 2 }
    if (box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height && free(box, taken)) return box
  }
  return undefined
}

export interface CloudInput {
  readonly words: readonly Word[]
  readonly width: number
  readonly height: number
  /** Type sizes of the lightest and the heaviest word in px. */
  readonly from: number
  readonly to: number
  readonly rotation: Rotation
}

function attempt(heaviest: readonly Word[], { width, height, from, rotation }: CloudInput, limit: number): readonly PlacedWord[] {
  const most = heaviest[0]?.weight ?? 0
  const least = heaviest.at(-1)?.weight ?? 0
  const taken: Box[] = []
  const placed: PlacedWord[] = []
  for (const [index, word] of heaviest.entries()) {
    const share = most === least ? 0.5 : (word.weight - least) / (most - least)
    const wanted = Math.min(from, limit) + share * (limit - Math.min(from, limit))
    const rotate = rotationOf(word.text, index, rotation)
    const size = Math.min(wanted, (width * 0.95 * wanted) / extent(word.text, wanted, rotate)[0])
    const box = size < SMALLEST ? undefined : place(extent(word.text, size, rotate), width, height, taken)
    if (!box) continue
    taken.push(box)
    placed.push({ ...word, x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, size, rotate })
  }
  return placed
}

/**
 * Words around the middle, the heaviest first. Same input, same picture. When too few find room, all get smaller;
 * what then still has none is left out.
 */
export function layoutWords(input: CloudInput): readonly PlacedWord[] {
  const { words, width, height, from, to } = input
  const heaviest = [...words].sort((a, b) => b.weight - a.weight).slice(0, MOST_WORDS)
  const first = Math.max(from, Math.min(to, height / 3, width / 5))
  let best: readonly PlacedWord[] = []
  for (const limit of [first, first * 0.75, first * 0.55, first * 0.4]) {
    const placed = attempt(heaviest, input, limit)
    if (placed.length > best.length) best = placed
    if (placed.length >= Math.min(heaviest.length, ENOUGH) * 0.8) return placed
  }
  return best
}
