export interface Line {
  readonly text: string
  readonly size: number
  readonly bold: boolean
}

const SIZES: Readonly<Record<number, number>> = { 1: 22, 2: 18, 3: 16 }
const WIDE = 0.56

/** Marks of Markdown and HTML are left out: what remains is what one reads. */
const plain = (text: string): string =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]{1,3}([^*_`]+)[*_`]{1,3}/g, '$1')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

const wrap = (text: string, size: number, width: number): readonly string[] => {
  const most = Math.max(4, Math.floor(width / (size * WIDE)))
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word.slice(0, most) : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

/** Markdown as lines of plain text that fit a width; at most `most` of them. */
export const textLines = (markdown: string, width: number, most: number): readonly Line[] => {
  const withoutCode = markdown.replace(/<(style|script)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
  const lines = withoutCode.split(/\n|<br\s*\/?>|<\/(?:p|h\d|div|li)>/i).flatMap((raw): readonly Line[] => {
    const heading = /^\s*(#{1,6})\s+/.exec(raw)
    const level = heading?.[1]?.length ?? Number(/<h([1-6])/i.exec(raw)?.[1] ?? 0)
    const size = level === 0 ? 14 : (SIZES[level] ?? 14)
    const bullet = /^\s*[-*+]\s+/.test(raw) || /<li/i.test(raw)
    const text = plain(raw.replace(/^\s*#{1,6}\s+/, '').replace(/^\s*[-*+]\s+/, ''))
    if (text === '') return []
    return wrap(bullet ? `• ${text}` : text, size, width).map((one) => ({ text: one, size, bold: level > 0 }))
  })
  return lines.slice(0, most)
}
