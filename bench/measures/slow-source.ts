import type { Measure } from '../measure.ts'
import { manyClients } from './many-clients.ts'

export const slowSource: Measure = {
  name: 'slow-source',
  about: '200 clients with different questions to a source that takes a second',
  unit: 'requests/s',
  goal: { of: 'ours', bound: 'at least', value: 190 },
  against: null,
  run: async (context) => {
    const { perSecond, late } = await manyClients(context.warehouse)
    return { ours: perSecond, theirs: null, note: `95 of 100 within ${(late / 1000).toFixed(2)} s` }
  },
}
