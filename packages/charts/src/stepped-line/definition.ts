import { readFlag, readText } from '@coset/chart-kit'
import { defineTimeSeries } from '../time-series/define.ts'
import type { Mark } from '../time-series/marks.ts'
import { look, STEPS, select } from '../time-series/panel.ts'

function stepMark(text: string): Mark {
  return text === 'middle' || text === 'end' ? text : 'start'
}

export const steppedLine = defineTimeSeries({
  vizType: 'echarts_timeseries_step',
  name: 'Stepped line',
  description: 'Values that hold until they change: prices, stock, states.',
  tags: ['Advanced-Analytics', 'ECharts', 'Stacked', 'Predictive', 'Time', 'Transformable'],
  flavour: {
    mark: (formData) => stepMark(readText(formData, 'seriesType', 'start')),
    area: (formData) => readFlag(formData, 'area'),
    stacks: true,
    noun: 'Stepped line chart',
  },
  panel: { stacks: [null, 'Stack', 'Stream'], area: true, rawOptions: false, extra: [look(select('seriesType', 'Step', 'start', STEPS))] },
  suits: [0.5, 0.2],
})
