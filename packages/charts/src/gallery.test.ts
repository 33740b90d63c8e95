import { type ChartModel, createColorScale, DARK_THEME, LIGHT_THEME, NO_HINTS, renderToSvg } from '@coset/chart-kit'
import { describe, expect, it } from 'vitest'
import { gallery } from './gallery.ts'
import type { GalleryEntry } from './gallery-entry.ts'
import { definitionFor, definitions } from './index.ts'

function drawn(entry: GalleryEntry, width: number, height: number, dark = false): ChartModel {
  const theme = dark ? DARK_THEME : LIGHT_THEME
  return definitionFor(entry.vizType).transform({
    formData: entry.formData,
    results: entry.results,
    dataset: entry.dataset ?? NO_HINTS,
    width,
    height,
    theme,
    colorOf: createColorScale({ dark }),
  })
}

describe('gallery', () => {
  it('has every chart', () => {
    const shown = new Set(gallery.map((entry) => entry.vizType))
    expect(definitions.map((definition) => definition.vizType).filter((vizType) => !shown.has(vizType))).toEqual([])
  })

  for (const entry of gallery) {
    describe(`${entry.vizType}: ${entry.name}`, () => {
      it('draws at any size and in both themes', async () => {
        for (const [width, height] of [
          [600, 400],
          [300, 200],
          [120, 50],
          [1, 1],
        ] as const) {
          const svg = await renderToSvg(drawn(entry, width, height, width === 300), width, height)
          expect(svg).toMatch(/^<svg /)
          expect(svg).not.toMatch(/NaN|undefined|Infinity/)
          expect(svg).not.toMatch(/<(img|script|foreignObject|iframe)[\s>]/i)
          expect(svg.match(/<svg/g)).toHaveLength(1)
        }
      })
      it('says what it shows', () => {
        const { summary, kind } = drawn(entry, 600, 400)
        expect(summary).toMatch(/\.$/)
        expect(summary).not.toMatch(/NaN|undefined|\[object/)
        if (entry.name === 'empty' || entry.name === 'null') expect(kind).toBe('empty')
        else expect(kind).not.toBe('empty')
      })
      it('survives no results and other form data', () => {
        for (const results of [[], [{ data: [{}], colnames: [], coltypes: [], rowcount: 1 }]]) {
          expect(() => drawn({ ...entry, results }, 300, 200)).not.toThrow()
          expect(() => drawn({ ...entry, results: entry.results, formData: {} }, 300, 200)).not.toThrow()
        }
      })
    })
  }

  it('shows unknown charts as a table and says so', () => {
    const [first] = gallery.filter((entry) => entry.vizType === 'table')
    if (!first) throw new Error('no table')
    const model = drawn({ ...first, vizType: 'deck_hex' }, 300, 200)
    expect(model.kind).toBe('custom')
    expect(model.summary).toContain('no picture for "deck_hex"')
  })
})
