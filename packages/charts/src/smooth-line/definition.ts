import { defineTimeSeries } from '../time-series/define.ts'

export const smoothLine = defineTimeSeries({
  vizType: 'echarts_timeseries_smooth',
  name: 'Smooth line',
  description: 'A line without corners, for series that change slowly.',
  tags: ['Advanced-Analytics', 'ECharts', 'Line', 'Predictive', 'Time', 'Transformable'],
  flavour: { mark: () => 'smooth', area: () => false, stacks: false, noun: 'Smooth line chart' },
  panel: {},
  suits: [0.6, 0.2],
})
