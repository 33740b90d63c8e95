import { createColorScale, LIGHT_THEME, NO_HINTS } from '@coset/chart-kit'
import { partsOf } from '@coset/chart-kit/view'
import { describe, expect, it } from 'vitest'
import { gallery } from './gallery.ts'
import { definitionFor, definitions } from './index.ts'
import { partsNeeded } from './needs.ts'

/** The parts that each ordinary example of a type asks for; null: the engine does not draw it. */
const asked = (vizType: string): readonly (readonly string[] | null)[] =>
  gallery
    .filter((entry) => entry.vizType === vizType)
    .map((entry) =>
      definitionFor(vizType).transform({
        formData: entry.formData,
        results: entry.results,
        dataset: entry.dataset ?? NO_HINTS,
        width: 600,
        height: 400,
        theme: LIGHT_THEME,
        colorOf: createColorScale({ dark: false }),
      }),
    )
    .filter((model) => model.kind !== 'empty')
    .map((model) => (model.kind === 'echarts' ? partsOf(model.option) : null))

describe('what a chart needs', () => {
  for (const { vizType } of definitions) {
    it(`is known before its rows are: ${vizType}`, () => {
      const needed = partsNeeded(vizType)
      const all = asked(vizType)
      if (needed === null) {
        expect(all.every((parts) => parts === null)).toBe(true)
        return
      }
      // Nothing is fetched for no use, and some ordinary example waits for nothing else
      expect(needed.filter((part) => !all.some((parts) => parts?.includes(part)))).toEqual([])
      expect(all.some((parts) => parts?.every((part) => needed.some((one) => one === part)))).toBe(true)
    })
  }

  it('is no part of the engine where the type is not ours', () => {
    for (const vizType of ['deck_arc', '', 'constructor', '__proto__', 'toString']) expect(partsNeeded(vizType)).toBeNull()
  })
})
