import type { Measure } from '../measure.ts'
import { listTime } from './list-time.ts'

export const bigSiteDashboards: Measure = {
  name: 'big-site-dashboards',
  about: 'List of dashboards for a Gamma among 10,000 dashboards and 50,000 charts, 25 a page, past the answer of before',
  unit: 'ms',
  goal: { of: 'ratio', bound: 'at most', value: 0.05 },
  against: 'the reference',
  onBigSite: true,
  run: async (context) => listTime(await context.bigSite(), 'dashboard'),
}
