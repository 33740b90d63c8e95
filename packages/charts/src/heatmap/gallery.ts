import { type GalleryEntry, HOSTILE, result } from '../gallery-entry.ts'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const rows = DAYS.flatMap((day, d) =>
  Array.from(
    { length: 12 },
    (_, hour) => [day, `${hour * 2}h`, d === 3 && hour === 4 ? null : Math.round(50 + 45 * Math.sin(hour / 2) * Math.cos(d / 3)), (d + hour) / 20] as const,
  ),
)

export const heatmapGallery: readonly GalleryEntry[] = [
  {
    vizType: 'heatmap_v2',
    name: 'hours of the week',
    formData: { x_axis: 'hour', groupby: 'day', metric: 'visits', show_values: true, show_legend: true },
    results: [result(['day', 'hour', 'visits', 'rank'], rows)],
  },
  {
    vizType: 'heatmap_v2',
    name: 'by rank',
    formData: { x_axis: 'hour', groupby: 'day', metric: 'visits', normalized: true, linear_color_scheme: 'schemeYlOrRd', sort_y_axis: 'alpha_asc' },
    results: [result(['day', 'hour', 'visits', 'rank'], rows)],
  },
  {
    vizType: 'heatmap_v2',
    name: 'hostile labels',
    formData: { x_axis: 'a', groupby: 'b', metric: 'n' },
    results: [
      result(
        ['a', 'b', 'n'],
        HOSTILE.map((label, index) => [label, HOSTILE[0], index]),
      ),
    ],
  },
  { vizType: 'heatmap_v2', name: 'empty', formData: { x_axis: 'a', groupby: 'b', metric: 'n' }, results: [result(['a', 'b', 'n'], [])] },
]
