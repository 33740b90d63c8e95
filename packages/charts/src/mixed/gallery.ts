import { course, type GalleryEntry, HOSTILE, months, result } from '../gallery-entry.ts'

const time = months(12)
const amounts = result(
  ['month', 'sales'],
  time.map((at, index) => [at, course(index, 240_000, 9000, 50_000)]),
  { temporal: ['month'] },
)
const rates = result(
  ['month', 'rate'],
  time.slice(2).map((at, index) => [at, index === 4 ? null : 0.2 + 0.1 * Math.sin(index / 2)]),
  { temporal: ['month'] },
)

export const mixedGallery: readonly GalleryEntry[] = [
  {
    vizType: 'mixed_timeseries',
    name: 'bars and a rate',
    formData: {
      x_axis: 'month',
      time_grain_sqla: 'P1M',
      metrics: ['sales'],
      metrics_b: ['rate'],
      seriesType: 'bar',
      seriesTypeB: 'line',
      yAxisIndexB: 1,
      y_axis_format_secondary: '.0%',
      yAxisTitleSecondary: 'Rate',
      y_axis_title: 'Sales',
      markerEnabledB: true,
    },
    results: [amounts, rates],
  },
  {
    vizType: 'mixed_timeseries',
    name: 'hostile categories',
    formData: { x_axis: 'kind', metrics: ['n'], metrics_b: ['n'] },
    results: [
      result(
        ['kind', 'n'],
        HOSTILE.map((label, index) => [label, index]),
      ),
      result(
        ['kind', 'n'],
        [
          [HOSTILE[1], 4],
          [null, 2],
        ],
      ),
    ],
  },
  {
    vizType: 'mixed_timeseries',
    name: 'second empty',
    formData: { x_axis: 'month', metrics: ['sales'], metrics_b: ['rate'] },
    results: [amounts, result(['month', 'rate'], [])],
  },
  {
    vizType: 'mixed_timeseries',
    name: 'empty',
    formData: { x_axis: 'month', metrics: ['sales'], metrics_b: ['rate'] },
    results: [result(['month', 'sales'], []), result(['month', 'rate'], [])],
  },
]
