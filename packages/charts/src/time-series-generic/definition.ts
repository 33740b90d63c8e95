import { readFlag } from '@coset/chart-kit'
import { defineTimeSeries } from '../time-series/define.ts'

export const timeSeriesGeneric = defineTimeSeries({
  vizType: 'echarts_timeseries',
  name: 'Over time',
  description: 'Metrics over time or categories, as lines with or without area.',
  tags: ['Advanced-Analytics', 'ECharts', 'Line', 'Predictive', 'Time', 'Transformable'],
  flavour: { mark: () => 'line', area: (formData) => readFlag(formData, 'area'), stacks: true, noun: 'Line chart' },
  panel: { stacks: [null, 'Stack', 'Stream'], area: true },
  suits: [0.6, 0.2],
})
