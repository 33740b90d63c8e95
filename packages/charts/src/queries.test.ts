import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { definitionFor, definitions } from './index.ts'

interface Pair {
  readonly page: string
  readonly vizType: string
  readonly formData: Record<string, unknown>
  readonly queries: readonly unknown[]
}

const lines = readFileSync(new URL('../fixtures/queries.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
const pairs = lines.map((line) => JSON.parse(line) as Pair)

describe('queries as the field’s own client sends them', () => {
  for (const [index, { page, vizType, formData, queries }] of pairs.entries()) {
    it(`${vizType} of ${page} (${index})`, () => {
      expect(JSON.parse(JSON.stringify(definitionFor(vizType).buildQueries(formData)))).toEqual(queries)
    })
  }

  it('builds from nothing without throwing', () => {
    for (const definition of [...definitions, definitionFor('no_such_chart')]) {
      expect(definition.buildQueries({}).length, definition.vizType).toBeGreaterThan(0)
    }
  })

  it('builds from nonsense without throwing', () => {
    const nonsense = {
      metric: 7,
      metrics: 'm',
      groupby: { a: 1 },
      x_axis: [],
      adhoc_filters: [null, 3, {}],
      order_by_cols: ['{'],
      extra_form_data: 'x',
      time_compare: 4,
      columns: [[]],
    }
    for (const definition of definitions) expect(() => definition.buildQueries(nonsense), definition.vizType).not.toThrow()
  })
})
