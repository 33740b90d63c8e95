import { q } from '@coset/testing'
import type { Measure } from '../measure.ts'
import { launchBrowser, openDashboard, withFreshPage } from '../probes/browser.ts'
import { mediansInTurns, timed } from '../probes/sampling.ts'
import { dashboardOf, drawn, someCharts } from './pictures.ts'

const ROUNDS = 7
const WINDOW = { width: 800, height: 600 }

export const chartPicture: Measure = {
  name: 'chart-picture',
  about: 'A thumbnail of a chart, from the request until it can be fetched; its data cached',
  unit: 'ms',
  goal: { of: 'ratio', bound: 'at most', value: 0.1 },
  against: 'a screenshot of its page in a Chromium that runs already',
  run: async (context) => {
    const { ours } = await context.sides()
    const charts = await someCharts(ours.admin, 1, /^echarts_timeseries/)
    const [chart] = charts
    const page = { ...ours, dashboard: `/superset/dashboard/${await dashboardOf(ours.admin, 'One chart', charts)}/`, charts: 1 }
    let round = 0
    const picture = (): Promise<number> => {
      round += 1
      const asked = q({ window_size: [WINDOW.width + round, WINDOW.height], thumb_size: [400, 300] })
      return drawn(ours.admin, () => ours.admin.get(`/api/v1/chart/${chart}/cache_screenshot/${asked}`))
    }
    const browser = await launchBrowser()
    const screenshot = (): Promise<number> =>
      timed(() =>
        withFreshPage(browser, page, async (tab) => {
          await tab.setViewportSize(WINDOW)
          await openDashboard(tab, page)
          await tab.screenshot()
        }),
      )
    try {
      await picture()
      await screenshot()
      return await mediansInTurns(ROUNDS, picture, screenshot)
    } finally {
      await browser.close()
    }
  },
}
