import { describe, expect, test } from 'vitest'
import { contentType, cut, fileName, lines, oneLine, quoted, webAddress } from './clean.ts'
import { fixedTable } from './fixed-table.ts'
import { markdownAsText, markdownBlocks } from './markdown.ts'

describe('cleaning', () => {
  test('one line, whatever ends lines or turns letters', () => {
    expect(oneLine(' a\r\nB: c\u2028d\u0085e\0f\u202eg ')).toBe('a B: c d e fg')
    expect(lines('a\r\nb\rc\u2028d\0\u0007', 100)).toBe('a\nb\nc\nd')
  })

  test('cutting leaves no half characters', () => {
    expect(cut('ab🙂', 4)).toBe('ab🙂')
    expect(cut('ab🙂c', 4)).toBe('ab…')
    expect(cut('\ud800', 4).isWellFormed()).toBe(true)
  })

  test('names of files are only names', () => {
    expect(['../../etc/passwd', '..', '', 'a"b\r\nc.csv', '.hidden', 'C:\\x.png', 'naïve 数.csv'].map(fileName)).toEqual([
      'passwd',
      'file',
      'file',
      'a_b c.csv',
      'hidden',
      'x.png',
      'naïve 数.csv',
    ])
  })

  test('content types and addresses', () => {
    expect(['image/png', 'text/csv; charset=utf-8', 'text/html\r\nX: y', 'x', ''].map(contentType)).toEqual([
      'image/png',
      'text/csv; charset=utf-8',
      'application/octet-stream',
      'application/octet-stream',
      'application/octet-stream',
    ])
    expect([null, 'javascript:alert(1)', ' JaVaScript:x', 'data:text/html,x', '//x.example', 'https://x.example/a"><b>'].map(webAddress)).toEqual([
      null,
      null,
      null,
      null,
      null,
      'https://x.example/a%22%3E%3Cb%3E',
    ])
  })

  test('a service is quoted without secrets, in any of their shapes', () => {
    const words = quoted(`550 no\r\n p@ss ${Buffer.from('p@ss').toString('base64')} ${encodeURIComponent('p@ss')}`, ['p@ss', ''])
    expect(words).toBe('550 no *** *** ***')
  })
})

describe('Markdown', () => {
  test('paragraphs, breaks, headings, items, bold, links', () => {
    expect(markdownBlocks('# Title\none **two**\nthree\n\n- item [l](https://x.example/)\n2. second\nlast')).toMatchObject([
      { kind: 'heading', lines: [[{ text: 'Title' }]] },
      { kind: 'paragraph', lines: [[{ text: 'one ' }, { text: 'two', bold: true }], [{ text: 'three' }]] },
      { kind: 'item', lines: [[{ text: 'item ' }, { text: 'l', href: 'https://x.example/' }]] },
      { kind: 'item' },
      { kind: 'paragraph' },
    ])
    expect(markdownBlocks('see https://x.example/a?b=1, or <b>')[0]?.lines[0]).toMatchObject([
      { text: 'see ' },
      { href: 'https://x.example/a?b=1' },
      { text: ',' },
      { text: ' or <b>', href: null },
    ])
    expect(markdownBlocks('')).toEqual([])
  })

  test.each(['[x](javascript:alert(1))', '[x](data:text/html,y)', '[x](JAVASCRIPT:y)', '[x](//evil.example)', '[x](mailto:a@b?bcc=c@d)', '![x](file:///etc)'])(
    '%s stays text',
    (text) => {
      const [block] = markdownBlocks(text)
      expect(block?.lines.flat().every(({ href }) => href === null)).toBe(true)
      expect(markdownAsText(text)).toBe(text)
    },
  )

  test('as text it keeps where links lead', () => {
    expect(markdownAsText('**a** [b](https://x.example/c)\n\n* d https://x.example')).toBe('a b (https://x.example/c)\n\n- d https://x.example')
  })

  test.each(['[', '**', '[x](', 'https://', '[[]', '\n\n ', '# '])('many %j take no time', (part) => {
    const began = performance.now()
    markdownBlocks(part.repeat(100_000))
    expect(performance.now() - began).toBeLessThan(1000)
  })
})

describe('a table in fixed width', () => {
  test('stands in columns, whatever rows lack or have too much', () => {
    const table = { columns: ['Region', 'n'], rows: [['N\north', '12'], ['S'], ['W', '1', 'extra']] }
    expect(fixedTable(table, { limit: 1000 })).toBe(['Region  n', '------  --', 'N orth  12', 'S', 'W       1'].join('\n'))
    expect(fixedTable({ columns: [], rows: [] }, { limit: 1000 })).toBe('\n')
  })

  test('stays in its limit after escaping, and counts what it leaves out', () => {
    const table = { columns: ['a'], rows: Array.from({ length: 90 }, (_, i) => [`&${i}`]) }
    const text = fixedTable(table, { limit: 200, escaped: (line) => line.replaceAll('&', '&amp;') })
    expect(text.length).toBeLessThanOrEqual(200)
    const shown = text.split('\n').length - 3
    expect(text).toMatch(new RegExp(`\\(${90 - shown} more rows\\)$`))
    expect(fixedTable({ columns: ['a'], rows: [['x'], ['y']] }, { limit: 20 })).toBe('a\n-\nx\n(1 more row)')
  })
})
