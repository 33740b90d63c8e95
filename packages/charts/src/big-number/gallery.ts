import { course, type GalleryEntry, months, result } from '../gallery-entry.ts'

const trend = result(
  ['month', 'sales'],
  months(14).map((time, index) => [time, index === 5 ? null : course(index, 1_200_000, 40_000, 160_000)]),
  { temporal: ['month'] },
)
const form = { x_axis: 'month', time_grain_sqla: 'P1M', metric: 'sales', y_axis_format: 'SMART_NUMBER' }

export const bigNumberGallery: readonly GalleryEntry[] = [
  {
    vizType: 'big_number',
    name: 'with change',
    formData: { ...form, compare_lag: 1, compare_suffix: 'since last month', show_metric_name: true, start_y_axis_at_zero: false },
    results: [trend],
  },
  {
    vizType: 'big_number',
    name: 'mean without trend',
    formData: { ...form, aggregation: 'mean', show_trend_line: false, subtitle: '<b>Mean</b> of 14 months' },
    results: [trend],
  },
  { vizType: 'big_number', name: 'one point', formData: form, results: [result(['month', 'sales'], [[Date.UTC(2024, 0, 1), 42]], { temporal: ['month'] })] },
  { vizType: 'big_number', name: 'empty', formData: form, results: [result(['month', 'sales'], [])] },
]
