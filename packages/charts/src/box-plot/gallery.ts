import { type Cell, type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const PARTS = ['mean', 'median', 'max', 'min', 'q1', 'q3', 'count', 'outliers']
const columns = (metric: string): readonly string[] => PARTS.map((part) => `${metric}__${part}`)
const box = (middle: number, outliers: readonly number[] = []): readonly Cell[] => [
  middle * 1.05,
  middle,
  middle * 1.9,
  middle * 0.3,
  middle * 0.7,
  middle * 1.4,
  55,
  outliers,
]

export const boxPlotGallery: readonly GalleryEntry[] = [
  {
    vizType: 'box_plot',
    name: 'four regions',
    formData: { columns: ['year'], groupby: ['region'], metrics: ['people'], y_axis_title: 'People' },
    results: [
      result(
        ['region', ...columns('people')],
        [
          ['Asia', ...box(4200, [9100, 9800])],
          ['Europe', ...box(2300)],
          ['Africa', ...box(1500, [3600])],
          [null, ...box(900)],
        ],
      ),
    ],
  },
  {
    vizType: 'box_plot',
    name: 'hostile labels',
    formData: { columns: ['year'], groupby: ['label'], metrics: ['n'] },
    results: [
      result(
        ['label', ...columns('n')],
        HOSTILE.map((label, index) => [label, ...box(10 + index)]),
      ),
    ],
  },
  {
    vizType: 'box_plot',
    name: 'empty',
    formData: { columns: ['year'], groupby: ['label'], metrics: ['n'] },
    results: [result(['label', ...columns('n')], [])],
  },
]
