import type { Measure } from '../measure.ts'
import { manyClients } from './many-clients.ts'

export const slowSourceLate: Measure = {
  name: 'slow-source-late',
  about: 'Time within which 95 of 100 of those answers come',
  unit: 's',
  goal: { of: 'ours', bound: 'at most', value: 1.2 },
  against: null,
  run: async (context) => ({ ours: (await manyClients(context.warehouse)).late / 1000, theirs: null }),
}
