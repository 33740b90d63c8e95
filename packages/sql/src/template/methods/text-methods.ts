import type { Args } from '../args.ts'
import { characterCount, characters } from '../characters.ts'
import { dictKey } from '../compare.ts'
import { Fault } from '../errors.ts'
import { formatBraces } from '../format/braces.ts'
import { itemsOf, type Tools } from '../tools.ts'
import { Dict, typeName, type Value } from '../values.ts'
import { type Methods, table } from './table.ts'
import { TEXT_CLASSES } from './text-classes.ts'
import { replaced, textParts } from './text-parts.ts'

export const capitalized = (text: string): string => {
  const [first = '', ...rest] = characters(text)
  return first.toUpperCase() + rest.join('').toLowerCase()
}

const swapped = (text: string): string =>
  characters(text)
    .map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
    .join('')

const titled = (text: string): string => text.replace(/\p{L}+/gu, capitalized)

/** Without the characters of `chars` (null: blanks) at its ends. */
export const stripped = (text: string, chars: string | null, ends: 'both' | 'left' | 'right' = 'both'): string => {
  if (chars === null) return ends === 'left' ? text.trimStart() : ends === 'right' ? text.trimEnd() : text.trim()
  const unwanted = new Set(characters(chars))
  const all = characters(text)
  let from = 0
  let to = all.length
  if (ends !== 'right') while (from < to && unwanted.has(all[from] ?? '')) from++
  if (ends !== 'left') while (to > from && unwanted.has(all[to - 1] ?? '')) to--
  return all.slice(from, to).join('')
}

export const centred = (text: string, width: number, fill = ' '): string => {
  const missing = width - characterCount(text)
  if (missing <= 0) return text
  const left = (missing >> 1) + (missing & width & 1)
  return fill.repeat(left) + text + fill.repeat(missing - left)
}

const filling = (args: Args): string => {
  const fill = args.text(1, 'fillchar', ' ')
  return characterCount(fill) === 1 ? fill : args.fail('The fill character must be exactly one character long')
}

const widened = (self: string, args: Args, tools: Tools, widen: (width: number, missing: number, fill: string) => string): string => {
  const width = args.atMost(2).count(0, 'width')
  tools.budget.text(width)
  return widen(width, Math.max(0, width - characterCount(self)), filling(args))
}

const zeroFilled = (self: string, args: Args, tools: Tools): string => {
  const width = args.atMost(1).count(0, 'width')
  tools.budget.text(width)
  const sign = /^[+-]/.exec(self)?.[0] ?? ''
  return sign + '0'.repeat(Math.max(0, width - characterCount(self))) + self.slice(sign.length)
}

const joined = (self: string, args: Args, tools: Tools): string => {
  const items = itemsOf(args.atMost(1).get(0, 'iterable'), tools.budget)
  items.forEach((item, i) => {
    if (typeof item !== 'string') throw new Fault('TypeError', `sequence item ${i}: expected str instance, ${typeName(item)} found`)
  })
  tools.budget.text(items.reduce((sum: number, item) => sum + (item as string).length + self.length, 0))
  return items.join(self)
}

const expanded = (self: string, size: number, tools: Tools): string => {
  tools.budget.text(self.length * Math.max(1, size))
  let column = 0
  return characters(self)
    .map((char) => {
      if (char !== '\t') {
        column = char === '\n' || char === '\r' ? 0 : column + 1
        return char
      }
      const blanks = size > 0 ? size - (column % size) : 0
      column += blanks
      return ' '.repeat(blanks)
    })
    .join('')
}

const named = (args: Args) => (name: string) => args.named.get(name)

const fromMapping = (mapping: Value): ((name: string) => Value | undefined) => {
  if (!(mapping instanceof Dict)) throw new Fault('TypeError', `'${typeName(mapping)}' object is not a mapping`)
  return (name) => mapping.entries.get(dictKey(name))?.[1]
}

const classes: Methods<string> = Object.fromEntries(TEXT_CLASSES.map(([name, is]) => [name, (self: string, args: Args) => args.atMost(0) && is(self)]))

/** Python's text methods, as far as a sandbox has them. */
export const textMethods = table<string>({
  ...textParts,
  ...classes,
  upper: (self) => self.toUpperCase(),
  lower: (self) => self.toLowerCase(),
  casefold: (self) => self.toLowerCase().replaceAll('ß', 'ss'),
  capitalize: (self) => capitalized(self),
  title: (self) => titled(self),
  swapcase: (self) => swapped(self),
  strip: (self, args) => stripped(self, args.textOrNone(0, 'chars')),
  lstrip: (self, args) => stripped(self, args.textOrNone(0, 'chars'), 'left'),
  rstrip: (self, args) => stripped(self, args.textOrNone(0, 'chars'), 'right'),
  replace: (self, args, tools) => replaced(self, args.atMost(3, 'count').text(0, 'old'), args.text(1, 'new'), args.count(2, 'count', -1), tools),
  join: joined,
  center: (self, args, tools) => widened(self, args, tools, (width, _, fill) => centred(self, width, fill)),
  ljust: (self, args, tools) => widened(self, args, tools, (_, missing, fill) => self + fill.repeat(missing)),
  rjust: (self, args, tools) => widened(self, args, tools, (_, missing, fill) => fill.repeat(missing) + self),
  zfill: zeroFilled,
  expandtabs: (self, args, tools) => expanded(self, args.count(0, 'tabsize', 8), tools),
  format: (self, args, tools) => formatBraces(self, args.positional, named(args), tools),
  format_map: (self, args, tools) => formatBraces(self, [], fromMapping(args.get(0, 'mapping')), tools),
})
