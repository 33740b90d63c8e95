import { createColorScale, LIGHT_THEME, NO_HINTS, renderToSvg } from '@coset/chart-kit'
import { definitionFor } from '@coset/charts'
import { gallery } from '@coset/charts/gallery'
import { describe, expect, test } from 'vitest'
import { arrange } from './dashboard/layout.ts'
import { textLines } from './dashboard/text.ts'
import { drawDashboard, svgsToPdf, svgToPng } from './index.ts'
import { nest } from './nest.ts'

const entries = gallery.filter((entry) => !['empty', 'null'].includes(entry.name))
const drawn = (place: number, width: number, height: number): Promise<string> => {
  const entry = entries[place % entries.length]
  if (entry === undefined) throw new Error('no gallery')
  const { vizType, formData, results, dataset = NO_HINTS } = entry
  const model = definitionFor(vizType).transform({ formData, results, dataset, width, height, theme: LIGHT_THEME, colorOf: createColorScale({ dark: false }) })
  return renderToSvg(model, width, height)
}

const layout = {
  ROOT_ID: { type: 'ROOT', children: ['TABS-1'] },
  'TABS-1': { type: 'TABS', children: ['TAB-1', 'TAB-2'] },
  'TAB-1': { type: 'TAB', children: ['ROW-1', 'ROW-2'], meta: { text: 'First' } },
  'TAB-2': { type: 'TAB', children: ['ROW-3'], meta: { text: 'Second' } },
  'ROW-1': { type: 'ROW', children: ['CHART-1', 'COLUMN-1'] },
  'ROW-2': { type: 'ROW', children: ['CHART-3', 'CHART-4', 'CHART-5'] },
  'ROW-3': { type: 'ROW', children: ['CHART-6'] },
  'COLUMN-1': { type: 'COLUMN', children: ['CHART-2', 'MARKDOWN-1'], meta: { width: 4 } },
  'MARKDOWN-1': {
    type: 'MARKDOWN',
    meta: { width: 4, height: 20, code: '# Title\n\nSome **bold** words, <script>alert(1)</script> and [a link](https://x.test).' },
  },
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((id) => [`CHART-${id}`, { type: 'CHART', children: [], meta: { chartId: id, width: id === 1 ? 8 : 4, height: 40 } }]),
  ),
}

const input = {
  title: 'A & B <dashboard>',
  note: 'Drawn on 2026-01-01',
  layout,
  width: 1600,
  theme: LIGHT_THEME,
  page: '#f6f7f9',
  open: [],
  chart: async (id: number, width: number, height: number) => ({ name: `Chart ${id}`, svg: await drawn(id, width, height) }),
}

/** Width and height of a PNG, from its header. */
const sizeOf = (png: Uint8Array): readonly [number, number] => {
  const view = new DataView(png.buffer, png.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}

describe('pictures', { timeout: 120_000 }, () => {
  test('every chart of the gallery becomes a PNG with ink in it', async () => {
    const blank = await svgToPng(
      '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"></svg>',
      { width: 400, height: 300 },
      { scale: 1, background: '#fff' },
    )
    for (const [place] of entries.entries()) {
      const png = await svgToPng(await drawn(place, 400, 300), { width: 400, height: 300 }, { scale: 1, background: '#fff' })
      expect(sizeOf(png)).toEqual([400, 300])
      expect(png.length, entries[place]?.vizType).toBeGreaterThan(blank.length * 1.5)
    }
  })

  test('text is drawn on a machine without fonts', async () => {
    const svg = (text: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40" font-family="No Such Font, sans-serif"><text x="5" y="25" font-size="20">${text}</text></svg>`
    const [some, none] = await Promise.all(['Words', ''].map((text) => svgToPng(svg(text), { width: 200, height: 40 }, { scale: 1, background: '#fff' })))
    expect(some?.length).toBeGreaterThan((none?.length ?? 0) + 200)
  })

  test('a dashboard is laid out from its positions: PNG and PDF', async () => {
    const page = await drawDashboard(input)
    expect(page.svg).toContain('A &amp; B &lt;dashboard&gt;')
    expect(page.svg).not.toMatch(/alert\(1\)|<script/)
    expect(page.svg).toContain('Chart 5')
    expect(page.svg).not.toContain('Chart 6')
    const ids = [...page.svg.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1])
    expect(new Set(ids).size).toBe(ids.length)
    const png = await svgToPng(page.svg, page, { scale: 1, background: '#fff' })
    expect(sizeOf(png)).toEqual([1600, page.height])
    const pdf = await svgsToPdf([page, page], 'Two pages')
    const text = Buffer.from(pdf).toString('latin1')
    expect(text.startsWith('%PDF-1.')).toBe(true)
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(2)
    // Letters, not a picture of them
    expect(text).toContain('/FontFile2')
    expect(text).not.toContain('/Subtype /Image')
  })

  test('the chosen tab is drawn; one tab alone too', async () => {
    expect((await drawDashboard({ ...input, open: ['TAB-2'] })).svg).toContain('Chart 6')
    const alone = await drawDashboard({ ...input, from: 'TAB-2' })
    expect(alone.svg).toContain('Chart 6')
    expect(alone.svg).not.toContain('Second')
  })
})

describe('layout', () => {
  test('twelve columns fill the width, and nothing overlaps', () => {
    const { placed, height } = arrange(layout, 1200, [])
    const charts = placed.filter((one) => one.kind === 'chart')
    expect(charts).toHaveLength(5)
    for (const one of placed) {
      expect(one.x + one.width).toBeLessThanOrEqual(1200.001)
      expect(one.y + one.height).toBeLessThanOrEqual(height + 0.001)
      for (const other of placed)
        if (one !== other)
          expect(
            one.x + one.width <= other.x + 0.001 || other.x + other.width <= one.x + 0.001 || one.y + one.height <= other.y || other.y + other.height <= one.y,
          ).toBe(true)
    }
  })

  test('widths inside a column count in columns of the dashboard', () => {
    const nested = {
      ROOT_ID: { type: 'ROOT', children: ['ROW-1'] },
      'ROW-1': { type: 'ROW', children: ['COLUMN-1', 'CHART-3'] },
      'COLUMN-1': { type: 'COLUMN', children: ['ROW-2'], meta: { width: 9 } },
      'ROW-2': { type: 'ROW', children: ['CHART-1', 'CHART-2'] },
      'CHART-1': { type: 'CHART', meta: { chartId: 1, width: 2 } },
      'CHART-2': { type: 'CHART', meta: { chartId: 2, width: 7 } },
      'CHART-3': { type: 'CHART', meta: { chartId: 3, width: 3 } },
    }
    const [first, second, third] = arrange(nested, 1176, []).placed
    expect([first?.width, second?.width, third?.width].map((width) => Math.round(width ?? 0))).toEqual([183, 679, 282])
    expect(Math.round((second?.x ?? 0) + (second?.width ?? 0) + 16)).toBe(Math.round(third?.x ?? 0))
  })

  test.each([{}, { ROOT_ID: null }, { ROOT_ID: { type: 'ROOT', children: ['ROOT_ID'] } }, { ROOT_ID: { type: 'ROOT', children: [1, 'x', '__proto__'] } }])(
    'odd layouts are empty, not errors: %j',
    (odd) => {
      expect(arrange(odd, 1000, []).placed).toEqual([])
    },
  )
})

test('a drawing inside another keeps its own references', () => {
  const svg = '<svg xmlns="x" width="10" height="10"><defs><clipPath id="a"/></defs><g clip-path="url(#a)"><use href="#a"/></g></svg>'
  const nested = nest(svg, 'c1', { x: 1, y: 2, width: 10, height: 10 })
  expect(nested).toContain('id="c1-a"')
  expect(nested).toContain('url(#c1-a)')
  expect(nested).toContain('href="#c1-a"')
  expect(nested).toMatch(/^<svg x="1" y="2" width="10" height="10" xmlns="x" viewBox="0 0 10 10">/)
})

test('Markdown as lines of what one reads', () => {
  expect(textLines('## Head\n- *one*\n- two <b>x</b>\n\n<style>p{}</style>', 400, 10)).toEqual([
    { text: 'Head', size: 18, bold: true },
    { text: '• one', size: 14, bold: false },
    { text: '• two x', size: 14, bold: false },
  ])
  expect(textLines('word '.repeat(100), 200, 3)).toHaveLength(3)
})
