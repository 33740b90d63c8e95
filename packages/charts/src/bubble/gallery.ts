import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const rows = Array.from(
  { length: 40 },
  (_, index) =>
    [
      `Country ${index}`,
      ['Asia', 'Europe', 'Africa'][index % 3] ?? '',
      20 + ((index * 37) % 70),
      82 - ((index * 37) % 70) / 2 + (index % 5),
      1e6 * (1 + ((index * 13) % 90)),
    ] as const,
)
const form = { entity: 'country', series: 'region', x: 'rural', y: 'life', size: 'people' }

export const bubbleGallery: readonly GalleryEntry[] = [
  {
    vizType: 'bubble_v2',
    name: 'three regions',
    formData: { ...form, max_bubble_size: '50', x_axis_label: 'Rural population, %', y_axis_label: 'Life expectancy' },
    results: [result(['country', 'region', 'rural', 'life', 'people'], rows)],
  },
  {
    vizType: 'bubble_v2',
    name: 'hostile labels and nulls',
    formData: form,
    results: [
      result(
        ['country', 'region', 'rural', 'life', 'people'],
        [...HOSTILE.map((label, index) => [label, label, index, index * 2, index === 2 ? null : 5] as const), ['gone', 'x', null, 3, 2]],
      ),
    ],
  },
  { vizType: 'bubble_v2', name: 'empty', formData: form, results: [result(['country', 'region', 'rural', 'life', 'people'], [])] },
]
