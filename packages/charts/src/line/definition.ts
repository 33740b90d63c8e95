import { readFlag } from '@coset/chart-kit'
import { defineTimeSeries } from '../time-series/define.ts'

export const line = defineTimeSeries({
  vizType: 'echarts_timeseries_line',
  name: 'Line',
  description: 'How metrics change over time; one line for each group.',
  tags: ['Advanced-Analytics', 'ECharts', 'Line', 'Predictive', 'Time', 'Transformable', 'Featured'],
  flavour: { mark: () => 'line', area: (formData) => readFlag(formData, 'area'), stacks: true, noun: 'Line chart' },
  panel: { stacks: [null, 'Stack', 'Stream'], area: true },
  suits: [0.95, 0.3],
})
