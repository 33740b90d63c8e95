import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const REGIONS = ['North', 'South']
const CITIES = ['Aachen', 'Bern', 'Como']
const KINDS = ['Cars', 'Planes', 'Trains']
const rows = REGIONS.flatMap((region, r) =>
  CITIES.flatMap((city, c) =>
    KINDS.map((kind, k) => [region, city, kind, k === 2 && c === 1 ? null : 1000 * (r + 1) + 130 * c + 17 * k, r + c + k + 1] as const),
  ),
)
const data = result(['region', 'city', 'kind', 'sales', 'orders'], rows)

export const pivotTableGallery: readonly GalleryEntry[] = [
  {
    vizType: 'pivot_table_v2',
    name: 'two levels with totals',
    formData: {
      groupbyRows: ['region', 'city'],
      groupbyColumns: ['kind'],
      metrics: ['sales'],
      rowTotals: true,
      colTotals: true,
      rowSubTotals: true,
      valueFormat: ',d',
    },
    results: [data],
  },
  {
    vizType: 'pivot_table_v2',
    name: 'two metrics',
    formData: { groupbyRows: ['region'], groupbyColumns: ['kind'], metrics: ['sales', 'orders'], combineMetric: true, colTotals: true },
    results: [data],
  },
  {
    vizType: 'pivot_table_v2',
    name: 'shares',
    formData: { groupbyRows: ['region'], groupbyColumns: ['kind'], metrics: ['sales'], aggregateFunction: 'Sum as Fraction of Rows', metricsLayout: 'ROWS' },
    results: [data],
  },
  {
    vizType: 'pivot_table_v2',
    name: 'hostile labels',
    formData: { groupbyRows: ['label'], groupbyColumns: [], metrics: ['n'] },
    results: [result(['label', 'n'], [...HOSTILE.map((label, index) => [label, index] as const), [null, 3]])],
  },
  { vizType: 'pivot_table_v2', name: 'empty', formData: { groupbyRows: ['label'], metrics: ['n'] }, results: [result(['label', 'n'], [])] },
]
