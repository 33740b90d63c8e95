import type { Measure } from '../measure.ts'

export const bigSiteMoving: Measure = {
  name: 'big-site-moving',
  about: 'Moving in of a site of 10,000 dashboards and 50,000 charts (the goal is for a tenth of it)',
  unit: 's',
  goal: { of: 'ours', bound: 'at most', value: 60 },
  against: null,
  onBigSite: true,
  run: async (context) => ({ ours: (await context.bigSite()).movedInSeconds, theirs: null }),
}
