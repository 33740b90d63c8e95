import { type GalleryEntry, HOSTILE, months, result } from '../gallery-entry.ts'

const people = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Alan', 'Donald']

export const tableGallery: readonly GalleryEntry[] = [
  {
    vizType: 'table',
    name: 'grouped with bars and totals',
    formData: { query_mode: 'aggregate', groupby: ['name'], metrics: ['sales', 'profit'], percent_metrics: ['sales'], show_totals: true, include_search: true },
    results: [
      result(
        ['name', 'sales', 'profit', '%sales'],
        people.map((name, index) => [name, 90_500.25 - index * 13_200, index % 2 ? -1200 * index : 4200 - index * 300, (6 - index) / 21]),
      ),
      result(['sales', 'profit'], [[345_001.5, 2400]]),
    ],
  },
  {
    vizType: 'table',
    name: 'rows as stored',
    formData: { query_mode: 'raw', all_columns: ['when', 'note', 'ok', 'amount'] },
    results: [
      result(
        ['when', 'note', 'ok', 'amount'],
        months(6).map((time, index) => [
          time + index * 3_661_000,
          index === 3 ? null : `Note ${index}`,
          index % 2 === 0,
          index === 4 ? null : 0.001234 * index,
        ]),
        { temporal: ['when'] },
      ),
    ],
  },
  {
    vizType: 'table',
    name: 'conditional colours',
    formData: {
      query_mode: 'aggregate',
      groupby: ['name'],
      metrics: ['score'],
      show_cell_bars: false,
      conditional_formatting: [
        { column: 'score', operator: '>', targetValue: 50, colorScheme: 'Green' },
        { column: 'score', operator: '<', targetValue: 20, colorScheme: 'Red', objectFormatting: 'TEXT_COLOR' },
      ],
    },
    results: [
      result(
        ['name', 'score'],
        people.map((name, index) => [name, 95 - index * 17]),
      ),
    ],
  },
  {
    vizType: 'table',
    name: 'hostile labels',
    formData: { query_mode: 'raw', all_columns: ['label', 'n'] },
    results: [
      result(
        ['label', 'n'],
        HOSTILE.map((label, index) => [label, index]),
      ),
    ],
  },
  { vizType: 'table', name: 'empty', formData: { query_mode: 'raw', all_columns: ['a'] }, results: [result(['a'], [])] },
]
