import type { Args } from '../args.ts'
import { characterAt, characterCount, characters, offsetOf } from '../characters.ts'
import { Fault } from '../errors.ts'
import type { Tools } from '../tools.ts'
import { Tuple, type Value } from '../values.ts'
import { table } from './table.ts'

const SPACES = /\s+/g

/** `sep` given and filled, or null for runs of blanks. */
const separator = (args: Args): string | null => {
  const sep = args.textOrNone(0, 'sep')
  if (sep === '') throw new Fault('ValueError', 'empty separator')
  return sep
}

const splitBlanks = (text: string, most: number): string[] => {
  const words = text
    .trim()
    .split(SPACES)
    .filter((word) => word !== '')
  if (most < 0 || words.length <= most + 1) return words
  const head = words.slice(0, most)
  let rest = text.trimStart()
  for (const word of head) rest = rest.slice(word.length).trimStart()
  return [...head, rest]
}

const splitLast = (text: string, most: number): string[] => {
  const words = text
    .trim()
    .split(SPACES)
    .filter((word) => word !== '')
  if (most < 0 || words.length <= most + 1) return words
  const tail = words.slice(words.length - most)
  let rest = text.trimEnd()
  for (const word of tail.toReversed()) rest = rest.slice(0, rest.length - word.length).trimEnd()
  return [rest, ...tail]
}

const split = (text: string, args: Args, tools: Tools, fromRight: boolean): Value => {
  const sep = separator(args.atMost(2, 'sep', 'maxsplit'))
  const most = args.count(1, 'maxsplit', -1)
  tools.budget.text(text.length)
  if (sep === null) return fromRight ? splitLast(text, most) : splitBlanks(text, most)
  const parts = text.split(sep)
  tools.budget.spend(parts.length)
  if (most < 0 || parts.length <= most + 1) return parts
  return fromRight
    ? [parts.slice(0, parts.length - most).join(sep), ...parts.slice(parts.length - most)]
    : [...parts.slice(0, most), parts.slice(most).join(sep)]
}

const partition = (text: string, args: Args, last: boolean): Value => {
  const sep = args.atMost(1).text(0, 'sep')
  if (sep === '') throw new Fault('ValueError', 'empty separator')
  const at = last ? text.lastIndexOf(sep) : text.indexOf(sep)
  if (at < 0) return new Tuple(last ? ['', '', text] : [text, '', ''])
  return new Tuple([text.slice(0, at), sep, text.slice(at + sep.length)])
}

/** The part of the text that `start` and `end` leave, and how many characters stand before it. */
const window = (text: string, args: Args): readonly [part: string, before: number] => {
  if (args.positional.length < 2) return [text, 0]
  const length = characterCount(text)
  const bound = (at: number, otherwise: number): number => {
    if (args.get(at, '', null) === null) return otherwise
    const value = args.count(at, '')
    return Math.min(length, Math.max(0, value < 0 ? value + length : value))
  }
  const start = bound(1, 0)
  return [text.slice(offsetOf(text, start), offsetOf(text, Math.max(start, bound(2, length)))), start]
}

const found = (text: string, args: Args, tools: Tools, last: boolean): number => {
  const [part, before] = window(text, args.atMost(3))
  tools.budget.text(text.length)
  const sub = args.text(0, 'sub')
  const at = last ? part.lastIndexOf(sub) : part.indexOf(sub)
  return at < 0 ? -1 : characterAt(part, at) + before
}

const index = (at: number): Value => {
  if (at < 0) throw new Fault('ValueError', 'substring not found')
  return BigInt(at)
}

const occurrences = (text: string, sub: string): number => (sub === '' ? characterCount(text) + 1 : text.split(sub).length - 1)

const touches = (text: string, args: Args, at: 'start' | 'end'): boolean => {
  const [part] = window(text, args.atMost(3))
  const affixes = args.get(0, 'prefix')
  return (affixes instanceof Tuple ? affixes.items : [affixes]).some((affix) => {
    if (typeof affix !== 'string') return args.fail('first arg must be str or a tuple of str')
    return at === 'start' ? part.startsWith(affix) : part.endsWith(affix)
  })
}

/** Methods that look for parts of a text and cut it. */
export const textParts = table<string>({
  split: (self, args, tools) => split(self, args, tools, false),
  rsplit: (self, args, tools) => split(self, args, tools, true),
  splitlines: (self, args, tools) => {
    const keep = args.atMost(1, 'keepends').get(0, 'keepends', false)
    tools.budget.text(self.length)
    const lines = self.match(/[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g) ?? []
    return lines.filter((line) => line !== '').map((line) => (keep === true ? line : line.replace(/\r\n$|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]$/, '')))
  },
  partition: (self, args) => partition(self, args, false),
  rpartition: (self, args) => partition(self, args, true),
  find: (self, args, tools) => BigInt(found(self, args, tools, false)),
  rfind: (self, args, tools) => BigInt(found(self, args, tools, true)),
  index: (self, args, tools) => index(found(self, args, tools, false)),
  rindex: (self, args, tools) => index(found(self, args, tools, true)),
  count: (self, args, tools) => {
    const [part] = window(self, args.atMost(3))
    tools.budget.text(self.length)
    return BigInt(occurrences(part, args.text(0, 'sub')))
  },
  startswith: (self, args) => touches(self, args, 'start'),
  endswith: (self, args) => touches(self, args, 'end'),
  removeprefix: (self, args) => {
    const prefix = args.atMost(1).text(0, 'prefix')
    return self.startsWith(prefix) ? self.slice(prefix.length) : self
  },
  removesuffix: (self, args) => {
    const suffix = args.atMost(1).text(0, 'suffix')
    return suffix !== '' && self.endsWith(suffix) ? self.slice(0, -suffix.length) : self
  },
})

export const replaced = (text: string, from: string, to: string, most: number, tools: Tools): string => {
  const times = Math.min(most < 0 ? Number.POSITIVE_INFINITY : most, occurrences(text, from))
  tools.budget.text(text.length + Math.max(0, to.length - from.length) * times)
  if (most < 0 && from !== '') return text.replaceAll(from, () => to)
  const pieces = from === '' ? ['', ...characters(text), ''] : text.split(from)
  return pieces.reduce((out, piece, i) => out + (i === 0 ? '' : i <= times ? to : from) + piece, '')
}
