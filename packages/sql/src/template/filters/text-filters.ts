import type { Args } from '../args.ts'
import { characterCount, characters } from '../characters.ts'
import { isTrue } from '../compare.ts'
import { formatPercent } from '../format/percent.ts'
import { capitalized, centred, stripped } from '../methods/text-methods.ts'
import { replaced } from '../methods/text-parts.ts'
import { itemsOf, makeDict, type Tools } from '../tools.ts'
import { Dict, DictView, Tuple, type Value } from '../values.ts'
import type { Filters } from './filters.ts'

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

const escapedHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => HTML[char] ?? char)

const titled = (text: string): string => text.replace(/[^-\s({[<]+/g, capitalized)

const indented = (text: string, args: Args, tools: Tools): string => {
  const width = args.get(0, 'width', 4n)
  const pad = typeof width === 'string' ? width : ' '.repeat(Math.min(1000, Math.max(0, args.count(0, 'width', 4))))
  const first = isTrue(args.get(1, 'first', false))
  const blank = isTrue(args.get(2, 'blank', false))
  const lines = text.split('\n')
  tools.budget.text(text.length + pad.length * lines.length)
  return lines.map((line, i) => ((i === 0 ? first : blank || line !== '') ? pad + line : line)).join('\n')
}

const truncated = (text: string, args: Args): string => {
  const length = args.count(0, 'length', 255)
  const killWords = isTrue(args.get(1, 'killwords', false))
  const end = args.text(2, 'end', '...')
  const leeway = args.get(3, 'leeway', null) === null ? 5 : args.count(3, 'leeway')
  const all = characters(text)
  if (all.length <= length + leeway) return text
  const cut = all.slice(0, Math.max(0, length - characterCount(end))).join('')
  if (killWords) return cut + end
  const space = cut.lastIndexOf(' ')
  return (space < 0 ? cut : cut.slice(0, space)) + end
}

const wrapLine = (line: string, width: number, breakLong: boolean): string[] => {
  const lines: string[] = []
  let current = ''
  for (const piece of line.match(/\s+|[^\s-]*-+(?=\S)|[^\s]+?(?=-|\s|$)|\S+/g) ?? []) {
    let rest = piece
    if (characterCount(current + rest.trimEnd()) > width && current.trim() !== '') {
      lines.push(current.trimEnd())
      current = ''
    }
    if (current === '' && rest.trim() === '') continue
    while (breakLong && characterCount(rest) > width) {
      lines.push(characters(rest).slice(0, width).join(''))
      rest = characters(rest).slice(width).join('')
    }
    current += rest
  }
  return current.trimEnd() === '' ? lines : [...lines, current.trimEnd()]
}

const wrapped = (text: string, args: Args, tools: Tools): string => {
  const width = Math.max(1, args.count(0, 'width', 79))
  const breakLong = isTrue(args.get(1, 'break_long_words', true))
  const glue = args.textOrNone(2, 'wrapstring') ?? '\n'
  tools.budget.text(text.length * 4)
  return text
    .split('\n')
    .map((line) => wrapLine(line, width, breakLong).join(glue))
    .join(glue)
}

const encoded = (text: string, keepSlash: boolean): string => {
  const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  const all = encodeURIComponent(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'))
  return all.replace(/[!'()*]/g, percent).replaceAll('%2F', keepSlash ? '/' : '%2F')
}

const urlEncoded = (value: Value, tools: Tools): string => {
  const { printer, budget } = tools
  if (!(value instanceof Dict || value instanceof Tuple || value instanceof DictView || Array.isArray(value))) return encoded(printer.str(value), true)
  const pairs = value instanceof Dict ? new DictView('items', value).list() : itemsOf(value, budget)
  return pairs
    .map((pair) => itemsOf(pair, budget))
    .map(([key = null, member = null]) => [key, member].map((part) => encoded(printer.str(part), false).replaceAll('%20', '+')).join('='))
    .join('&')
}

/** Without comments and tags, blanks as one; a `<` that nothing closes stays. */
const stripTags = (text: string): string => {
  let out = ''
  let at = 0
  for (;;) {
    const open = text.indexOf('<', at)
    const end = open < 0 ? '' : text.startsWith('<!--', open) ? '-->' : '>'
    const close = open < 0 ? -1 : text.indexOf(end, open)
    if (close < 0) break
    out += text.slice(at, open)
    at = close + end.length
  }
  return (out + text.slice(at)).replace(/\s+/g, ' ').trim()
}

/** Filters whose value is a text; other values are printed first. */
const ofText =
  (apply: (text: string, args: Args, tools: Tools) => Value) =>
  (value: Value, args: Args, tools: Tools): Value => {
    const result = apply(tools.printer.str(value), args, tools)
    if (typeof result === 'string') tools.budget.text(result.length)
    return result
  }

export const textFilters: Filters = {
  string: ofText((text) => text),
  safe: ofText((text) => text),
  escape: ofText(escapedHtml),
  e: ofText(escapedHtml),
  forceescape: ofText(escapedHtml),
  upper: ofText((text) => text.toUpperCase()),
  lower: ofText((text) => text.toLowerCase()),
  capitalize: ofText(capitalized),
  title: ofText(titled),
  trim: ofText((text, args) => stripped(text, args.textOrNone(0, 'chars'))),
  center: ofText((text, args, tools) => {
    const width = args.count(0, 'width', 80)
    tools.budget.text(width)
    return centred(text, width)
  }),
  replace: ofText((text, args, tools) => {
    const most = args.get(2, 'count', null) === null ? -1 : args.count(2, 'count')
    return replaced(text, tools.printer.str(args.get(0, 'old')), tools.printer.str(args.get(1, 'new')), most, tools)
  }),
  format: (value, args, tools) => {
    const values = args.named.size > 0 ? makeDict(args.named) : new Tuple(args.positional)
    return formatPercent(tools.printer.str(value), values, tools)
  },
  indent: ofText(indented),
  truncate: ofText(truncated),
  wordwrap: ofText(wrapped),
  wordcount: ofText((text) => BigInt(text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)),
  striptags: ofText(stripTags),
  urlencode: (value, _, tools) => urlEncoded(value, tools),
}
