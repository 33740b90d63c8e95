import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const kinds = ['Classic Cars', 'Vintage Cars', 'Motorcycles', 'Trucks and Buses', 'Planes', 'Ships', 'Trains']
const data = result(
  ['kind', 'sales'],
  kinds.map((kind, index) => [kind, Math.round(3_900_000 / (index + 1) ** 1.2)]),
)

export const pieGallery: readonly GalleryEntry[] = [
  { vizType: 'pie', name: 'seven kinds', formData: { groupby: ['kind'], metric: 'sales', label_type: 'key_percent', label_line: true }, results: [data] },
  {
    vizType: 'pie',
    name: 'ring with total and rest',
    formData: { groupby: ['kind'], metric: 'sales', donut: true, innerRadius: 45, show_total: true, threshold_for_other: 8, legendOrientation: 'right' },
    results: [data],
  },
  {
    vizType: 'pie',
    name: 'hostile labels and null',
    formData: { groupby: ['kind'], metric: 'sales' },
    results: [result(['kind', 'sales'], [...HOSTILE.map((label, index) => [label, 5 + index] as const), [null, 4], ['Nothing', null]])],
  },
  { vizType: 'pie', name: 'empty', formData: { groupby: ['kind'], metric: 'sales' }, results: [result(['kind', 'sales'], [])] },
]
