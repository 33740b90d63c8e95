import { describe, expect, it } from 'vitest'
import { toDatasetHints } from './dataset-hints.ts'
import { labelOf, plain, tipLines } from './echarts/plain.ts'
import { metricFormat } from './formats.ts'
import { renderToSvg } from './render-svg.ts'
import { loadShapes } from './shapes.ts'
import { escapeXml, svgTable } from './svg/index.ts'
import { LIGHT_THEME } from './themes.ts'

describe('toDatasetHints', () => {
  const hints = toDatasetHints({
    columns: [{ column_name: 'a', verbose_name: 'Letter A', d3format: '.1f' }, null, { column_name: 'b', verbose_name: null }],
    metrics: [{ metric_name: 'm', verbose_name: 'Money', d3format: ',.2f', currency: '{"symbol":"EUR","symbolPosition":"suffix"}' }],
  })
  it('reads names, formats and currencies', () => {
    expect(hints.verboseMap).toEqual({ a: 'Letter A', m: 'Money' })
    expect(hints.columnFormats).toEqual({ a: '.1f', m: ',.2f' })
    expect(hints.currencyFormats).toEqual({ m: { symbol: 'EUR', symbolPosition: 'suffix' } })
  })
  it('takes anything', () => {
    for (const value of [null, 3, 'x', [], { columns: 'x', metrics: [{}], currency_formats: { a: '{' } }]) expect(() => toDatasetHints(value)).not.toThrow()
  })
  it('chooses formats: own, dataset, default', () => {
    expect(metricFormat('m', { dataset: hints })(5)).toBe('5.00 €')
    expect(metricFormat('m', { dataset: hints, format: '.0f' })(5)).toBe('5 €')
    expect(metricFormat('a', { dataset: hints, format: 'SMART_NUMBER' })(5)).toBe('5.0')
    expect(metricFormat('z', { dataset: hints })(5000)).toBe('5k')
  })
})

describe('text', () => {
  it('is one plain line', () => {
    expect(plain('a\n b\t{x|y} {z}')).toBe('a b {\u200bx|y} {z}')
    expect(plain('x'.repeat(100), 10)).toHaveLength(10)
    expect([labelOf(null), labelOf(''), labelOf(0), labelOf(false)]).toEqual(['(null)', '(empty)', '0', 'false'])
  })
  it('aligns the values of a tip', () =>
    expect(
      tipLines([
        { name: 'a', value: '1' },
        { name: 'b', value: '100' },
      ]),
    ).toBe('\u2007\u20071  a\n100  b'))
  it('escapes XML', () => expect(escapeXml('<a href="x">&\u0000\'</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;'))
})

describe('renderToSvg', () => {
  it('draws an option and lets the process end', async () => {
    const svg = await renderToSvg(
      { kind: 'echarts', summary: 's', option: { xAxis: { type: 'category', data: ['</text><script>'] }, yAxis: {}, series: [{ type: 'bar', data: [1] }] } },
      300,
      200,
    )
    expect(svg).toContain('&lt;script&gt;')
    expect(svg).not.toContain('<script')
  })
  it('says in words what it cannot draw', async () =>
    expect(await renderToSvg({ kind: 'empty', summary: 'Nothing <here>.' }, 100, 50)).toContain('Nothing &lt;here&gt;.'))
  it('names unknown maps', async () => {
    await expect(loadShapes('nowhere')).rejects.toThrow('nowhere')
  })
})

describe('svgTable', () => {
  const rows = Array.from({ length: 50 }, (_, index) => [`row ${index}`, String(index)])
  const input = { headers: ['a', 'b'], rows, numeric: [false, true], total: 50, theme: LIGHT_THEME, width: 200, height: 150 }
  it('shows what fits and says how much there is', () => expect(svgTable(input)).toContain('3 of 50 rows'))
  it('is empty without columns', () => expect(svgTable({ ...input, headers: [], rows: [] })).toMatch(/^<svg/))
})
