import { joinBytes } from '@coset/frame'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueryAsk } from '../port.ts'
import { type FixtureDatabase, openFixtureDatabase } from '../run/fixture-database.test-support.ts'
import { runQueryContext } from '../run/run-query-context.ts'
import { validateQueryContext } from '../validate/context.ts'

const SEED = 41
const ROUNDS = 60

let db: FixtureDatabase
beforeAll(async () => {
  db = await openFixtureDatabase()
})
afterAll(() => db.close())

const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/** Conditions that differ by who asks, by the address, by filters, or not at all. */
const CONDITIONS = [
  "region = '{{ current_username() }}'",
  'units <= {{ current_user_id() }}',
  "{% if 'Alpha' in current_user_roles() %}units > 2{% else %}units <= 2{% endif %}",
  "region LIKE '{{ url_param('p', '%') }}'",
  "{% if filter_values('region') %}region IN {{ filter_values('region') | where_in }}{% else %}1 = 1{% endif %}",
  "'{{ cache_key_wrapper(current_user_id()) }}' <> ''",
  '{% if current_user_rls_rules() %}1 = 1{% else %}units > 1{% endif %}',
  "{% set _ = filter_values('region', remove_filter=true) %}1 = 1",
  '1 = 1',
]

describe('attack 9: an answer that depends on who asks is never given to somebody else', () => {
  it(`9: random templates in every place, seed ${SEED}`, async () => {
    const next = random(SEED)
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T
    const person = () => ({
      user: { id: pick([1, 2, 3, 9]), username: pick(['north', 'south', 'nobody']), email: null, roles: pick([['Alpha'], ['Gamma'], ['Alpha', 'Gamma']]) },
      parameters: pick([{}, { p: 'n%' }, { p: 's%' }]),
      otherDataset: () => Promise.reject(new Error('no other dataset')),
      refuseTables: () => Promise.resolve(),
    })
    let shared = 0
    for (let round = 0; round < ROUNDS; round++) {
      const place = pick(['where', 'metric', 'column', 'source', 'rule', 'saved'])
      const condition = pick(CONDITIONS)
      const dataset: QueryAsk['dataset'] = {
        ...db.dataset,
        id: round + 1,
        uid: `${round + 1}__table`,
        ...(place === 'source' ? { sql: `SELECT * FROM "Sales ""X""" WHERE ${condition}` } : {}),
        metrics: [...db.dataset.metrics, { name: 'saved', verboseName: null, format: null, expression: `COUNT(*) FILTER (WHERE ${condition})` }],
      }
      const body = (region: string | null) => ({
        datasource: { id: 1, type: 'table' },
        queries: [
          {
            columns: place === 'column' ? [{ label: 'x', sqlExpression: `(${condition})`, expressionType: 'SQL' }] : [],
            metrics: [
              place === 'metric'
                ? { label: 'm', sqlExpression: `COUNT(*) FILTER (WHERE ${condition})`, expressionType: 'SQL' }
                : place === 'saved'
                  ? 'saved'
                  : 'count',
            ],
            filters: region === null ? [] : [{ col: 'region', op: 'IN', val: [region] }],
            extras: place === 'where' ? { where: condition } : {},
          },
        ],
      })
      const askers = Array.from({ length: 4 }, () => ({
        template: person(),
        rules: [...(place === 'rule' ? [condition] : []), ...(next() < 0.3 ? ['units <> 4'] : [])],
        region: pick([null, 'north']),
      }))
      const answers = new Map<string, string>()
      for (const { template, rules, region } of askers) {
        const ask = db.ask({ dataset, template, security: { clauses: rules.map((sql) => ({ sql, groupKey: null })) } })
        const run = async (force: boolean) => {
          const { items } = await runQueryContext(db.deps(), ask, validateQueryContext({ ...body(region), force }))
          const [item] = items
          const text = new TextDecoder().decode(joinBytes(items.flatMap(({ json }) => json.map((part) => (part instanceof Uint8Array ? part : part.plain())))))
          const { query, data, applied_template_filters } = JSON.parse(text) as Record<string, unknown>
          return { key: item?.cacheKey ?? '', answer: JSON.stringify([query, data, applied_template_filters]) }
        }
        const served = await run(false)
        const own = await run(true)
        expect(served, `${place}: ${condition}`).toEqual(own)
        const before = answers.get(served.key)
        if (before !== undefined) {
          shared++
          expect(before, `${place}: ${condition}`).toBe(served.answer)
        }
        answers.set(served.key, served.answer)
      }
    }
    // People who ask the same still share
    expect(shared).toBeGreaterThan(ROUNDS / 4)
  })
})
