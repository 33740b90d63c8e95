import { lines, webAddress } from './clean.ts'

export interface Inline {
  readonly text: string
  readonly bold: boolean
  /** http, https or mailto; null: no link. */
  readonly href: string | null
}

export interface Block {
  readonly kind: 'heading' | 'item' | 'paragraph'
  readonly lines: readonly (readonly Inline[])[]
}

// Every repetition is bounded, so that no text takes long.
const TOKEN = /\[([^[\]\n]{1,300})\]\(([^()\s]{1,2000})\)|\*\*([^*\n]{1,500})\*\*|(https?:\/\/[^\s<>"'()[\]]{1,2000})/g

const target = (href: string): string | null => (/^mailto:[^\s?&<>"']+@[^\s?&<>"']+$/i.test(href) ? href : webAddress(href))

const plain = (text: string): Inline => ({ text, bold: false, href: null })

const token = ([whole, label, href, bold, bare]: RegExpMatchArray): Inline[] => {
  if (bold !== undefined) return [{ text: bold, bold: true, href: null }]
  if (bare !== undefined) {
    const url = bare.replace(/[.,;:!?*]+$/, '')
    return [{ text: url, bold: false, href: target(url) }, plain(bare.slice(url.length))]
  }
  const safe = target(href ?? '')
  return [safe === null ? plain(whole) : { text: label ?? '', bold: false, href: safe }]
}

const inline = (line: string): Inline[] => {
  const found: Inline[] = []
  let done = 0
  for (const match of line.matchAll(TOKEN)) {
    found.push(plain(line.slice(done, match.index)), ...token(match))
    done = match.index + match[0].length
  }
  return [...found, plain(line.slice(done))].filter(({ text }) => text !== '')
}

const block = (line: string): Block => {
  const heading = /^#{1,6} +(.+)$/.exec(line)?.[1]
  if (heading !== undefined) return { kind: 'heading', lines: [inline(heading)] }
  const item = /^(?:[-*+]|\d{1,3}\.) +(.+)$/.exec(line)?.[1]
  return { kind: item === undefined ? 'paragraph' : 'item', lines: [inline(item ?? line)] }
}

/**
 * The Markdown that notices know: paragraphs, line breaks, headings, list items, **bold**, links, bare addresses. Everything else, HTML and links
 * with other schemes included, stays the text it is.
 */
export const markdownBlocks = (source: string, limit = 10_000): readonly Block[] => {
  const blocks: Block[] = []
  for (const paragraph of lines(source, limit).split(/\n[ \t]*\n/)) {
    let open = false
    for (const line of paragraph.split('\n').filter((one) => one.trim() !== '')) {
      const next = block(line.trim())
      const last = blocks.at(-1)
      if (open && last?.kind === 'paragraph' && next.kind === 'paragraph') blocks.splice(-1, 1, { kind: 'paragraph', lines: [...last.lines, ...next.lines] })
      else blocks.push(next)
      open = true
    }
  }
  return blocks
}

/** Plain words of it: links as `label (address)`. */
export const markdownAsText = (source: string, limit?: number): string => {
  const word = ({ text, href }: Inline): string => (href === null || href === text || `${text}/` === href ? text : `${text} (${href})`)
  return markdownBlocks(source, limit)
    .map((one) => `${one.kind === 'item' ? '- ' : ''}${one.lines.map((line) => line.map(word).join('')).join('\n')}`)
    .join('\n\n')
}
