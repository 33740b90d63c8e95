import { type Random, seeded } from './random.test-support.ts'
import { CITIES } from './warehouse.test-support.ts'

export type Query = Readonly<Record<string, unknown>>
/** A request, and what is known of its answer; used by tests only. */
export interface Case {
  readonly kind: string
  readonly dataset: 'sales' | 'joined'
  /** The order of the rows is part of the answer. */
  readonly ordered: boolean
  readonly query: Query
}

const AGGREGATES = ['SUM', 'AVG', 'MIN', 'MAX', 'COUNT', 'COUNT_DISTINCT'] as const
const NUMBERS = ['units', 'amount', 'ratio'] as const
const DIMENSIONS = ['city', 'note', 'person'] as const
export const GRAINS = ['PT1S', 'PT1M', 'PT1H', 'P1D', 'P1W', 'P1M', 'P3M', 'P1Y'] as const
const RANGES = ['2020-01-01 : 2020-07-01', '2020-02-29 : 2021-02-28', ' : 2020-06-15', '2021-03-01 : ', '2020-05-05T10:30:00 : 2020-09-09T00:00:01']
const CLOSED = ['2021-01-01 : 2021-04-01', '2021-02-01 : 2022-01-01']

const metric = (aggregate: string, column: string) => ({
  expressionType: 'SIMPLE',
  aggregate,
  column: { column_name: column },
  label: `${aggregate}(${column})`,
})
const SUM_UNITS = metric('SUM', 'units')
const COUNT = { expressionType: 'SQL', sqlExpression: 'COUNT(*)', label: 'rows' }
const axis = (column: string, grain: string) => ({ label: column, sqlExpression: column, columnType: 'BASE_AXIS', expressionType: 'SQL', timeGrain: grain })
const during = (col: string, val: string) => ({ col, op: 'TEMPORAL_RANGE', val })
const present = (col: string) => ({ col, op: 'IS NOT NULL' })
const byLabel = (labels: readonly string[], ascending = true) => labels.map((label) => [label, ascending])

type Make = (random: Random, index: number) => Omit<Case, 'kind'>
const sales = (query: Query, ordered = false): Omit<Case, 'kind'> => ({ dataset: 'sales', ordered, query: { row_limit: 50_000, ...query } })
const joined = (query: Query, ordered = false): Omit<Case, 'kind'> => ({ ...sales(query, ordered), dataset: 'joined' })

const filtered =
  (op: string, value: (random: Random, index: number) => readonly [col: string, val?: unknown]): Make =>
  (random, index) => {
    const [col, val] = value(random, index)
    return sales({ columns: ['id'], metrics: [], filters: [{ col, op, ...(val === undefined ? {} : { val }) }] })
  }
const texts = CITIES.filter((city) => city !== null)
const compared = (op: string): Make =>
  filtered(
    op,
    (random, index) =>
      [
        ['units', random.below(1000)] as const,
        ['amount', 7 * random.below(100) + 0.25] as const,
        ['city', random.pick(texts.filter((text) => text !== ''))] as const,
      ][index % 3] ?? ['id', 1],
  )
const listed = (op: string): Make =>
  filtered(
    op,
    (random, index) =>
      [
        ['city', [...random.some(texts, 2), ...(random.chance(0.5) ? [null] : [])]] as const,
        ['person', [random.below(40), random.below(40)]] as const,
        ['note', ['a\\b', "it's", '<NULL>']] as const,
      ][index % 3] ?? ['id', [1]],
  )

const pivoted = (columns: readonly string[], labels: readonly string[], more: readonly object[] = []): readonly object[] => [
  { operation: 'pivot', options: { index: ['at'], columns, aggregates: Object.fromEntries(labels.map((l) => [l, { operator: 'mean' }])) } },
  ...more,
  { operation: 'flatten' },
]
const monthly = (random: Random, more: readonly object[], columns: readonly string[] = []): Omit<Case, 'kind'> =>
  sales(
    {
      columns: [axis('at', 'P1M'), ...columns],
      metrics: [SUM_UNITS, metric('COUNT', 'amount')],
      filters: [present('at'), during('at', random.pick(CLOSED))],
      post_processing: pivoted(columns, ['SUM(units)', 'COUNT(amount)'], more),
    },
    true,
  )

/** What every engine must answer alike: kind → how many requests, and how one is made. */
const KINDS: Readonly<Record<string, readonly [count: number, make: Make]>> = {
  ...Object.fromEntries(
    AGGREGATES.map((aggregate): [string, [number, Make]] => [
      `aggregate ${aggregate}`,
      [4, (random) => sales({ columns: random.some(DIMENSIONS, random.below(3)), metrics: NUMBERS.map((column) => metric(aggregate, column)) })],
    ]),
  ),
  'aggregate of texts': [
    2,
    (random) => sales({ columns: random.some(['note', 'person'], 1), metrics: ['MIN', 'MAX', 'COUNT', 'COUNT_DISTINCT'].map((a) => metric(a, 'city')) }),
  ],
  'aggregate of moments': [2, (random) => sales({ columns: [random.pick(DIMENSIONS)], metrics: [metric('MIN', 'at'), metric('MAX', 'at')] })],
  'aggregate of days': [2, (random) => sales({ columns: [random.pick(DIMENSIONS)], metrics: [metric('MIN', 'day'), metric('MAX', 'day')] })],
  'filter ==': [3, compared('==')],
  'filter !=': [3, compared('!=')],
  'filter >': [3, compared('>')],
  'filter <': [3, compared('<')],
  'filter >=': [3, compared('>=')],
  'filter <=': [3, compared('<=')],
  'filter == null': [1, filtered('==', () => ['city', '<NULL>'])],
  'filter == empty': [1, filtered('==', () => ['city', '<empty string>'])],
  'filter IN': [3, listed('IN')],
  'filter NOT IN': [3, listed('NOT IN')],
  'filter LIKE': [
    3,
    filtered('LIKE', (_, index) => [['city', '%slo'] as const, ['note', 'Pl%'] as const, ['note', '%ai_'] as const][index % 3] ?? ['city', '%']),
  ],
  'filter NOT LIKE': [1, filtered('NOT LIKE', () => ['city', 'O%'])],
  'filter LIKE backslash': [1, filtered('LIKE', () => ['note', 'a\\\\b'])],
  'filter LIKE a number': [1, filtered('LIKE', () => ['person', '%3'])],
  'filter ILIKE': [2, filtered('ILIKE', (_, index) => [['city', 'OSLO'] as const, ['note', '%PLAIN%'] as const][index % 2] ?? ['city', '%'])],
  'filter NOT ILIKE': [1, filtered('NOT ILIKE', () => ['city', 'o%'])],
  'filter ILIKE beyond ASCII': [1, filtered('ILIKE', () => ['note', 'Émile'])],
  'filter IS NULL': [2, filtered('IS NULL', (_, index) => [index === 0 ? 'units' : 'at'])],
  'filter IS NOT NULL': [2, filtered('IS NOT NULL', (_, index) => [index === 0 ? 'note' : 'day'])],
  'filter IS TRUE': [1, filtered('IS TRUE', () => ['paid'])],
  'filter IS FALSE': [1, filtered('IS FALSE', () => ['paid'])],
  'filter a flag': [2, filtered('==', (_, index) => ['paid', index === 0])],
  'range of moments': [5, (_, index) => sales({ columns: ['id'], metrics: [], filters: [during('at', RANGES[index] ?? '')] })],
  'range of days': [5, (_, index) => sales({ columns: ['id'], metrics: [], filters: [during('day', RANGES[index] ?? '')] })],
  'moment compared': [2, filtered('>=', (random) => ['at', Date.UTC(2020, random.below(12), 1)])],
  'day compared': [2, filtered('<=', (random) => ['day', Date.UTC(2020, random.below(12), 1)])],
  ...Object.fromEntries(
    GRAINS.flatMap((grain) =>
      ['at', 'day'].map((column): [string, [number, Make]] => [
        `grain ${grain} of ${column}`,
        [
          1,
          (random) =>
            sales({ columns: [axis(column, grain), ...(random.chance(0.5) ? ['city'] : [])], metrics: [SUM_UNITS, COUNT], filters: [present('paid')] }),
        ],
      ]),
    ),
  ),
  'old time column': [
    2,
    (random, index) =>
      sales({
        granularity: 'at',
        is_timeseries: true,
        time_range: RANGES[index],
        extras: { time_grain_sqla: 'P1M' },
        columns: ['city'],
        metrics: [random.pick([SUM_UNITS, COUNT])],
      }),
  ],
  rows: [
    2,
    (_, index) =>
      sales(
        { columns: ['id', 'day', 'at', 'units', 'amount', 'ratio', 'city', 'note'], row_limit: 700, row_offset: index * 400, orderby: [['id', index === 0]] },
        true,
      ),
  ],
  'rows with flags': [1, () => sales({ columns: ['id', 'paid'], orderby: [['id', true]] }, true)],
  'flags as a dimension': [2, (random) => sales({ columns: ['paid', ...random.some(['city'], random.below(2))], metrics: [SUM_UNITS] })],
  'rows without doubles': [1, () => sales({ columns: ['city', 'note'], metrics: [] })],
  'order by texts': [
    2,
    (_, index) =>
      sales(
        { columns: ['city', 'note'], metrics: [COUNT], filters: [present('city'), present('note')], orderby: byLabel(['city', 'note'], index === 0) },
        true,
      ),
  ],
  'order by gaps': [1, () => sales({ columns: ['city'], metrics: [COUNT], orderby: [['city', true]] }, true)],
  'order by gaps, falling': [1, () => sales({ columns: ['city'], metrics: [COUNT], orderby: [['city', false]] }, true)],
  'order by metric': [
    4,
    (random) =>
      sales(
        {
          columns: ['person'],
          metrics: [SUM_UNITS],
          orderby: [
            [SUM_UNITS, random.chance(0.5)],
            ['person', true],
          ],
          row_limit: 10,
          row_offset: random.below(5),
        },
        true,
      ),
  ],
  having: [2, (random) => sales({ columns: ['person', 'city'], metrics: [COUNT], extras: { having: `COUNT(*) > ${3 + random.below(4)}` } })],
  where: [2, (random) => sales({ columns: ['city'], metrics: [SUM_UNITS], extras: { where: `units > ${random.below(900)} AND amount IS NOT NULL` } })],
  'count of rows': [2, (random) => sales({ columns: [random.pick(['city', 'person'])], metrics: [COUNT], is_rowcount: true })],
  'series limit': [
    4,
    (random) =>
      sales({
        columns: [axis('at', 'P3M'), 'person'],
        metrics: [SUM_UNITS],
        series_columns: ['person'],
        series_limit: 2 + random.below(4),
        series_limit_metric: SUM_UNITS,
        order_desc: random.chance(0.5),
        filters: [present('at')],
      }),
  ],
  'series limit with others': [
    3,
    (random) =>
      sales({
        columns: [axis('at', 'P1Y'), 'city'],
        metrics: [SUM_UNITS],
        series_columns: ['city'],
        series_limit: 2 + random.below(3),
        series_limit_metric: COUNT,
        group_others_when_limit_reached: true,
        filters: [present('at'), present('city')],
      }),
  ],
  'series limit of numbers with others': [
    1,
    () => sales({ columns: ['person'], metrics: [SUM_UNITS], series_columns: ['person'], series_limit: 3, group_others_when_limit_reached: true }),
  ],
  'time offset': [
    4,
    (random, index) =>
      sales({
        columns: [axis('at', 'P1M'), ...(index % 2 === 0 ? [] : ['city'])],
        metrics: [SUM_UNITS],
        filters: [during('at', random.pick(CLOSED)), present('city')],
        time_offsets: [['1 year ago'], ['1 month ago', '1 year ago']][index % 2],
      }),
  ],
  pivot: [3, (random, index) => monthly(random, [], index === 0 ? [] : ['city'])],
  rolling: [
    2,
    (random) =>
      monthly(random, [
        {
          operation: 'rolling',
          options: { rolling_type: random.pick(['mean', 'sum', 'std']), window: 3, min_periods: 0, columns: { 'SUM(units)': 'SUM(units)' } },
        },
      ]),
  ],
  cum: [2, (random) => monthly(random, [{ operation: 'cum', options: { operator: random.pick(['sum', 'max']), columns: { 'SUM(units)': 'SUM(units)' } } }])],
  resample: [
    2,
    (random, index) =>
      monthly(random, [{ operation: 'resample', options: index === 0 ? { method: 'ffill', rule: '1D' } : { method: 'asfreq', rule: '1W', fill_value: 0 } }]),
  ],
  contribution: [2, (random, index) => monthly(random, [{ operation: 'contribution', options: { orientation: index === 0 ? 'row' : 'column' } }], ['person'])],
  compare: [
    2,
    (_, index) =>
      sales({
        columns: ['person'],
        metrics: [SUM_UNITS, metric('SUM', 'amount')],
        post_processing: [
          {
            operation: 'compare',
            options: { source_columns: ['SUM(amount)'], compare_columns: ['SUM(units)'], compare_type: index === 0 ? 'difference' : 'ratio' },
          },
        ],
      }),
  ],
  rank: [
    2,
    (_, index) =>
      sales({
        columns: ['person', 'city'],
        metrics: [SUM_UNITS],
        filters: [present('city')],
        post_processing: [{ operation: 'rank', options: { metric: 'SUM(units)', ...(index === 0 ? {} : { group_by: 'city' }) } }],
      }),
  ],
  histogram: [
    2,
    (_, index) =>
      sales({
        columns: ['units', 'city'],
        metrics: [],
        filters: [present('units'), present('city')],
        post_processing: [{ operation: 'histogram', options: { column: 'units', groupby: index === 0 ? [] : ['city'], bins: 7, normalize: index === 1 } }],
      }),
  ],
  boxplot: [
    3,
    (_, index) =>
      sales({
        columns: ['person', 'city'],
        metrics: [SUM_UNITS],
        filters: [present('city')],
        post_processing: [
          {
            operation: 'boxplot',
            options: {
              groupby: ['city'],
              metrics: ['SUM(units)'],
              ...[{ whisker_type: 'tukey' }, { whisker_type: 'min/max' }, { whisker_type: 'percentile', percentiles: [10, 90] }][index],
            },
          },
        ],
      }),
  ],
  'joined tables': [
    4,
    (random, index) =>
      joined({
        columns: ['region', ...(index % 2 === 0 ? [] : [axis('at', 'P1M')])],
        metrics: [SUM_UNITS, metric('COUNT_DISTINCT', 'name')],
        filters: [during('at', random.pick(CLOSED)), { col: 'region', op: 'IN', val: ['é', 'South', null] }],
      }),
  ],
  'joined tables in order': [
    2,
    (random) =>
      joined(
        {
          columns: ['name', 'region'],
          metrics: [SUM_UNITS],
          filters: [present('region')],
          orderby: [
            ['region', random.chance(0.5)],
            ['name', true],
          ],
          row_limit: 20,
        },
        true,
      ),
  ],
}

export const casesOf = (seed: number): readonly Case[] => {
  const random = seeded(seed)
  return Object.entries(KINDS).flatMap(([kind, [count, make]]) => Array.from({ length: count }, (_, index) => ({ kind, ...make(random, index) })))
}
