import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const rows = ['Asia', 'Europe', 'Africa'].flatMap((region, r) =>
  ['One', 'Two', 'Three', 'Four'].map(
    (name, index) => [region, `${region} ${name}`, Math.round(900 / (r + 1) / (index + 1)), Math.round((500 * (index + 1)) / (r + 2) / 3)] as const,
  ),
)
const data = result(['region', 'country', 'people', 'rural'], rows)

export const sunburstGallery: readonly GalleryEntry[] = [
  {
    vizType: 'sunburst_v2',
    name: 'two levels',
    formData: { columns: ['region', 'country'], metric: 'people', show_labels: true, show_total: true },
    results: [data],
  },
  {
    vizType: 'sunburst_v2',
    name: 'coloured by a second metric',
    formData: { columns: ['region', 'country'], metric: 'people', secondary_metric: 'rural', show_labels: true },
    results: [data],
  },
  {
    vizType: 'sunburst_v2',
    name: 'hostile labels',
    formData: { columns: ['label'], metric: 'n', show_labels: true },
    results: [result(['label', 'n'], [...HOSTILE.map((label, index) => [label, 9 - index] as const), [null, 3]])],
  },
  { vizType: 'sunburst_v2', name: 'empty', formData: { columns: ['label'], metric: 'n' }, results: [result(['label', 'n'], [])] },
]
