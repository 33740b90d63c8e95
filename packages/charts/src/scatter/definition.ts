import { defineTimeSeries } from '../time-series/define.ts'

export const scatter = defineTimeSeries({
  vizType: 'echarts_timeseries_scatter',
  name: 'Scatter',
  description: 'Single points over time or a number.',
  tags: ['Advanced-Analytics', 'ECharts', 'Predictive', 'Scatter', 'Time', 'Transformable', 'Featured'],
  flavour: { mark: () => 'scatter', area: () => false, stacks: true, noun: 'Scatter chart' },
  panel: { stacks: [null, 'Stack', 'Stream'], markers: 100, rawOptions: false },
  suits: [0.6, 0.3],
})
