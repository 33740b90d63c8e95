import type { Browser } from 'playwright-core'
import type { Measure } from '../measure.ts'
import { countScriptBytes, launchBrowser, openDashboard, withFreshPage } from '../probes/browser.ts'
import type { Side } from '../sides/sides.ts'

const scriptKilobytes = (browser: Browser, side: Side): Promise<number> =>
  withFreshPage(browser, side, async (page) => {
    const bytes = await countScriptBytes(page)
    await openDashboard(page, side)
    await page.waitForLoadState('networkidle')
    return bytes() / 1000
  })

export const dashboardScript: Measure = {
  name: 'dashboard-script',
  about: 'Script on the wire for one dashboard, nothing cached',
  unit: 'kB',
  goal: { of: 'ours', bound: 'at most', value: 450 },
  against: 'the reference',
  run: async (context) => {
    const { ours, theirs } = await context.sides()
    const browser = await launchBrowser()
    try {
      return { ours: await scriptKilobytes(browser, ours), theirs: theirs === null ? null : await scriptKilobytes(browser, theirs) }
    } finally {
      await browser.close()
    }
  },
}
