import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { definitions } from './index.ts'

interface Known {
  readonly category: string
  readonly tags: readonly string[]
  readonly behaviors: readonly string[]
  readonly controls: Readonly<Record<string, { readonly default?: unknown; readonly choices?: readonly unknown[] }>>
}

const known = JSON.parse(readFileSync(new URL('../fixtures/controls.json', import.meta.url), 'utf8')) as Record<string, Known>

/** Ours by design: own palettes. `rotation` is saved by the field's charts but its panel no longer lists it. */
const OWN_DEFAULTS: ReadonlySet<string> = new Set(['color_scheme', 'linear_color_scheme'])
const NOT_LISTED: ReadonlySet<string> = new Set(['rotation', 'color_scheme'])
/** Read-only texts and switches that our panels do without. */
const LEFT_OUT: ReadonlySet<string> = new Set(['comparison_range_label', 'legacy_order_by', 'stack', 'zoomable'])

describe('controls', () => {
  for (const definition of definitions) {
    const fact = known[definition.vizType]
    const controls = definition.controls.flatMap((section) => section.controls)
    describe(definition.vizType, () => {
      it('has the field’s keys', () => {
        const keys = new Set(controls.map((control) => control.key))
        const missing = Object.keys(fact?.controls ?? {}).filter((key) => !keys.has(key) && !LEFT_OUT.has(key))
        expect(missing).toEqual([])
        const extra = [...keys].filter((key) => fact && !(key in fact.controls) && !NOT_LISTED.has(key))
        expect(extra).toEqual([])
      })
      it('lists each key once', () => {
        const keys = controls.map((control) => control.key)
        expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
      })
      it('has the field’s defaults', () => {
        const checked = controls.filter((control) => !OWN_DEFAULTS.has(control.key) && fact?.controls[control.key]?.default !== undefined)
        const ours = Object.fromEntries(checked.map((control) => [control.key, control.default]))
        expect(ours).toEqual(Object.fromEntries(checked.map((control) => [control.key, fact?.controls[control.key]?.default])))
      })
      it('is filed as the field files it', () => {
        expect(definition.category).toBe(fact?.category)
        if (definition.vizType === 'bubble_v2') return // Ours filters and drills; the field's says nothing of it.
        expect([...definition.behaviours].filter((one) => one !== 'EXPORT_CURRENT_VIEW').sort()).toEqual(
          [...(fact?.behaviors ?? [])].filter((one) => one !== 'EXPORT_CURRENT_VIEW').sort(),
        )
      })
    })
  }

  it('suits between 0 and 1', () => {
    for (const definition of definitions) {
      for (const metrics of [0, 1, 3]) {
        for (const dimensions of [0, 1, 2, 4]) {
          for (const temporal of [true, false]) {
            const score = definition.suits({ metrics, dimensions, temporal })
            expect(score).toBeGreaterThanOrEqual(0)
            expect(score).toBeLessThanOrEqual(1)
          }
        }
      }
    }
  })
})
