import { defineTimeSeries } from '../time-series/define.ts'
import { choices, field, look, select, toggle } from '../time-series/panel.ts'

export const bar = defineTimeSeries({
  vizType: 'echarts_timeseries_bar',
  name: 'Bar',
  description: 'Amounts side by side or stacked, over time or categories, upright or lying.',
  tags: ['ECharts', 'Predictive', 'Advanced-Analytics', 'Time', 'Transformable', 'Stacked', 'Bar', 'Featured'],
  flavour: { mark: () => 'bar', area: () => false, stacks: true, noun: 'Bar chart' },
  panel: {
    stacks: [null, 'Stack'],
    markers: false,
    yMargin: 15,
    extra: [
      look(select('orientation', 'Direction', 'vertical', choices(['vertical', 'Upright'], ['horizontal', 'Lying']))),
      look(toggle('color_by_primary_axis', 'A colour for each bar', false)),
      look(field('select', 'stackDimension', 'Stacks by')),
    ],
  },
  suits: [0.8, 0.9],
})
