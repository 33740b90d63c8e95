import { readText } from '@coset/chart-kit'
import { defineTimeSeries } from '../time-series/define.ts'
import type { Mark } from '../time-series/marks.ts'
import { field, LINES, look, select, toggle } from '../time-series/panel.ts'

function lineMark(text: string): Mark {
  return text === 'smooth' || text === 'start' || text === 'middle' || text === 'end' ? text : 'line'
}

export const area = defineTimeSeries({
  vizType: 'echarts_area',
  name: 'Area',
  description: 'How a whole and its parts change over time.',
  tags: ['Advanced-Analytics', 'ECharts', 'Predictive', 'Stacked', 'Time', 'Transformable', 'Featured'],
  flavour: { mark: (formData) => lineMark(readText(formData, 'seriesType', 'line')), area: () => true, stacks: true, noun: 'Area chart' },
  panel: {
    stacks: [null, 'Stack', 'Stream', 'Expand'],
    extra: [
      look(select('seriesType', 'Line', 'line', LINES)),
      look(field('slider', 'opacity', 'Opacity of the area', { default: 0.2, min: 0, max: 1, step: 0.1 })),
      look(toggle('show_extra_controls', 'Buttons for stacking', false)),
    ],
  },
  suits: [0.7, 0.2],
})
