import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const BINS = ['0.0 - 12.5', '12.5 - 25.0', '25.0 - 37.5', '37.5 - 50.0', '50.0 - 62.5']

export const histogramGallery: readonly GalleryEntry[] = [
  {
    vizType: 'histogram_v2',
    name: 'one column',
    formData: { column: 'age', bins: 5, show_value: true, x_axis_title: 'Age', y_axis_title: 'People' },
    results: [result(BINS, [[12, 80, 143, 61, 9]])],
  },
  {
    vizType: 'histogram_v2',
    name: 'two groups',
    formData: { column: 'age', groupby: ['sex'] },
    results: [
      result(
        ['sex', ...BINS],
        [
          ['f', 6, 44, 80, 30, 5],
          [null, 6, 36, 63, 31, 4],
        ],
      ),
    ],
  },
  {
    vizType: 'histogram_v2',
    name: 'hostile groups',
    formData: { column: 'age', groupby: ['label'] },
    results: [
      result(
        ['label', ...BINS],
        HOSTILE.map((label, index) => [label, index, 2, 3, 4, 5]),
      ),
    ],
  },
  { vizType: 'histogram_v2', name: 'empty', formData: { column: 'age' }, results: [result([], [])] },
]
