import type { DataMasks } from '@coset/chart-kit/dashboard'
import { writeExact } from '@coset/core'
import type { Switchboard } from '@superset-ui/switchboard'
import type { DashboardAnswers } from '../../shared/embedding/index.ts'

const full = (masks: DataMasks): Record<string, unknown> => Object.fromEntries(Object.entries(masks).map(([id, mask]) => [id, { id, ownState: {}, ...mask }]))

/** Charts select under their number, filters under a name. */
const isSelection = (id: string): boolean => /^\d+$/.test(id)

/** The masks, with what kind of them changed. */
export const changeOf = (before: DataMasks, now: DataMasks): Record<string, unknown> => {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((id) => writeExact(before[id]) !== writeExact(now[id]))
  return { ...full(now), crossFiltersChanged: ids.some(isSelection), nativeFiltersChanged: ids.some((id) => !isSelection(id)) }
}

const textOf = (args: unknown, key: string): string => {
  const value: unknown = typeof args === 'object' && args !== null && key in args ? (args as Record<string, unknown>)[key] : undefined
  return typeof value === 'string' ? value : ''
}

/** The host may have an address of its own for links; else it is the site's. */
const linkOf = async (switchboard: Switchboard, link: { readonly key: string; readonly url: string }): Promise<string> => {
  const own: unknown = await switchboard.get('resolvePermalinkUrl', { key: link.key }).catch(() => null)
  return typeof own === 'string' ? own : new URL(link.url, window.location.origin).href
}

const chartIdOf = (args: unknown): number | undefined => {
  const id: unknown = typeof args === 'object' && args !== null && 'chartId' in args ? args.chartId : undefined
  return typeof id === 'number' ? id : undefined
}

/** What the host may ask; before the dashboard is drawn its questions wait. */
export const defineAnswers = (switchboard: Switchboard, dashboard: Promise<{ readonly current: DashboardAnswers }>): void => {
  const define = (name: string, answer: (shown: DashboardAnswers, args: unknown) => unknown): void =>
    switchboard.defineMethod(name, async (args: unknown) => answer((await dashboard).current, args))
  switchboard.defineMethod('getScrollSize', () => ({ width: document.body.scrollWidth, height: document.body.scrollHeight }))
  define('getDashboardPermalink', async (shown, args) => linkOf(switchboard, await shown.permalink(textOf(args, 'anchor'))))
  define('getActiveTabs', (shown) => shown.activeTabs())
  define('getDataMask', (shown) => full(shown.masks()))
  define('getChartStates', (shown) => shown.chartStates())
  define('getChartDataPayloads', (shown, args) => shown.chartPayloads(chartIdOf(args)))
}
