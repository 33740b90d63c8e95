import { BadRequest } from '@coset/core'
import type { TemplateScope } from './template.ts'

const quoted = (value: unknown): string => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value))

const textOf = (value: unknown): string => (value === null || value === undefined ? 'None' : String(value))

/** The scope in which the vectors of `fixtures/template-*.json` were computed. */
export const vectorScope: TemplateScope = {
  variables: {
    t: 'tbl',
    n: 3,
    flag: false,
    xs: [1, 2, 3],
    names: ['a', "b'c"],
    d: { k: 'v', z: 1 },
    objs: [
      { a: 1, g: 'x' },
      { a: 2, g: 'y' },
      { a: 3, g: 'x' },
    ],
    tree: [
      { n: 1, c: [{ n: 2, c: [] }] },
      { n: 3, c: [] },
    ],
    dt: new Date(Date.UTC(2024, 0, 2)),
  },
  macros: {
    filter_values: () => ['US', "O'Neil"],
    url_param: ([, fallback], named) => fallback ?? named['default'] ?? null,
    get_time_filter: async ([column], named) => ({ x: `${textOf(column)}|${textOf(named['default'])}|${textOf(named['strftime'])}` }),
    get_filters: () => [
      { op: 'IN', col: 'a', val: [1, 'b'] },
      { op: 'LIKE', col: 'b', val: '%x%' },
    ],
  },
  filters: {
    where_in: ([values]) => {
      if (!Array.isArray(values)) throw new BadRequest('where_in needs a list')
      return `(${values.map(quoted).join(', ')})`
    },
  },
  undefinedPrints: 'nothing',
}
