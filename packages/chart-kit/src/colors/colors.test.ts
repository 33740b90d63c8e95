import { describe, expect, it } from 'vitest'
import { DARK_THEME, LIGHT_THEME } from '../themes.ts'
import { along, channels, contrast, fade, mix, textOn } from './mix.ts'
import { OWN_DARK, OWN_LIGHT } from './own.ts'
import { createColorScale, hashLabel, type Places } from './scale.ts'
import { CATEGORICAL_SCHEMES, categoricalColors, SEQUENTIAL_SCHEMES, sequentialColors } from './schemes.ts'

describe('palettes', () => {
  it('stand out from the page', () => {
    for (const color of OWN_LIGHT) expect(contrast(color, LIGHT_THEME.background), color).toBeGreaterThanOrEqual(3)
    for (const color of OWN_DARK) expect(contrast(color, DARK_THEME.background), color).toBeGreaterThanOrEqual(3)
  })
  it('of both themes can be read', () => {
    for (const theme of [LIGHT_THEME, DARK_THEME]) {
      for (const color of [theme.text, theme.mutedText, theme.accent, theme.positive, theme.negative])
        expect(contrast(color, theme.background)).toBeGreaterThanOrEqual(4.5)
    }
  })
  it('are all hex', () => {
    for (const scheme of CATEGORICAL_SCHEMES) for (const color of categoricalColors(scheme)) expect(color).toMatch(/^#[0-9a-f]{3,8}$/)
    for (const scheme of SEQUENTIAL_SCHEMES)
      expect(sequentialColors(scheme).every((color) => /^#[0-9a-f]{3,8}$/.test(color)) && sequentialColors(scheme).length > 1, scheme).toBe(true)
  })
  it('keep what is most in sight: a range that ends in the dark begins there on dark pages', () => {
    expect(sequentialColors('fire', true)).toEqual(['#ff0000', '#ffff00', '#ffffff'])
    for (const color of sequentialColors('superset_seq_1', true)) expect(contrast(color, DARK_THEME.background), color).toBeGreaterThan(1.25)
    for (const scheme of ['greens', 'schemeRdBu', 'black_white', 'schemeViridis', 'superset_div_1'])
      expect(sequentialColors(scheme, true), scheme).toEqual(sequentialColors(scheme))
    for (const scheme of ['fire', 'white_black', 'dark_blue', 'superset_seq_2', 'preset_seq_1', 'coset_blue'])
      expect(contrast(sequentialColors(scheme, true).at(-1) ?? '', DARK_THEME.background), scheme).toBeGreaterThan(4)
  })
  it('fall back to ours, names of object members included', () => {
    for (const scheme of ['', 'nope', '__proto__', 'constructor']) {
      expect(categoricalColors(scheme)).toBe(OWN_LIGHT)
      expect(sequentialColors(scheme).length).toBeGreaterThan(1)
    }
  })
})

describe('createColorScale', () => {
  it('is stable and never gives two labels one colour while there is another', () => {
    const scale = createColorScale()
    const labels = Array.from({ length: 30 }, (_, index) => `label ${index}`)
    const colors = labels.map((label) => scale(label, 'coset'))
    expect(new Set(colors).size).toBe(30)
    expect(labels.map((label) => scale(label, 'coset'))).toEqual(colors)
    expect(createColorScale()('label 0', 'coset')).toBe(colors[0])
  })
  it('gives labels their colours of before, in whatever order they come, and others what is left', () => {
    const places: Map<string, Places> = new Map()
    const labels = Array.from({ length: 12 }, (_, index) => `label ${index}`)
    const first = createColorScale({ places })
    const before = new Map(labels.map((label) => [label, first(label, 'coset')]))
    const again = createColorScale({ places })
    const fresh = again('somebody new', 'coset')
    for (const label of labels.toReversed()) expect(again(label, 'coset'), label).toBe(before.get(label))
    expect([...before.values()]).not.toContain(fresh)
    // Another order without what was kept gives others
    const other = createColorScale()
    expect(labels.toReversed().map((label) => other(label, 'coset'))).not.toEqual(labels.toReversed().map((label) => before.get(label)))
  })
  it('takes no place that there is not, and no two of one', () => {
    const scale = createColorScale({
      places: new Map([
        [
          'coset',
          new Map([
            [hashLabel('a'), 4],
            [hashLabel('b'), 4],
            [hashLabel('c'), 999],
            [hashLabel('d'), -1],
          ]),
        ],
      ]),
    })
    const colors = ['a', 'b', 'c', 'd'].map((label) => scale(label, 'coset'))
    expect(new Set(colors).size).toBe(4)
    expect(colors[0]).toBe(OWN_LIGHT[4])
    for (const color of colors) expect(color).toMatch(/^#/)
  })
  it('uses plain colours first', () => {
    const scale = createColorScale()
    for (let index = 0; index < 10; index += 1) expect(OWN_LIGHT).toContain(scale(`x${index}`, 'coset'))
  })
  it('keeps going when all are taken', () => {
    const scale = createColorScale()
    for (let index = 0; index < 500; index += 1) expect(scale(`x${index}`, 'd3Category10')).toMatch(/^#/)
  })
  it('lets saved colours win', () => expect(createColorScale({ overrides: { boy: '#123456' } })('boy', 'coset')).toBe('#123456'))
  it('hashes text evenly', () => expect(new Set(['a', 'b', 'ab', 'ba', ''].map(hashLabel)).size).toBe(5))
})

describe('mixing', () => {
  it('reads colours', () => {
    expect(channels('#abc')).toEqual([170, 187, 204])
    expect(channels('rgba(1, 2, 3, 0.5)')).toEqual([1, 2, 3])
    expect(channels('url(javascript:alert(1))')).toEqual([128, 128, 128])
  })
  it('mixes, fades, walks', () => {
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080')
    expect(fade('#ff0000', 0.2)).toBe('rgba(255,0,0,0.2)')
    expect(along(['#000000', '#ffffff'], 2)).toBe('#ffffff')
    expect(along(['#000000', '#ffffff'], Number.NaN)).toMatch(/^#/)
    expect(textOn('#000000')).toBe('#ffffff')
  })
})
