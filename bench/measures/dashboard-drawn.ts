import type { Measure } from '../measure.ts'
import { launchBrowser, openDashboard, withFreshPage } from '../probes/browser.ts'
import { mediansInTurns } from '../probes/sampling.ts'
import type { Side } from '../sides/sides.ts'

const ROUNDS = 5

export const dashboardDrawn: Measure = {
  name: 'dashboard-drawn',
  about: 'Opening that dashboard until its last chart is drawn, nothing cached in the browser, its data cached at the server',
  unit: 'ms',
  goal: { of: 'ratio', bound: 'at most', value: 0.5 },
  against: 'the reference',
  run: async (context) => {
    const { ours, theirs } = await context.sides()
    const browser = await launchBrowser()
    const open = (side: Side): Promise<number> => withFreshPage(browser, side, (page) => openDashboard(page, side))
    try {
      await open(ours)
      if (theirs !== null) await open(theirs)
      return await mediansInTurns(ROUNDS, () => open(ours), theirs === null ? null : () => open(theirs))
    } finally {
      await browser.close()
    }
  },
}
