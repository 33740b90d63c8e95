import type { ChartTheme, ColorOf } from '@coset/chart-kit'
import type { DashboardConfig, DataMask, DataMasks, Layout, NativeFilter } from '@coset/chart-kit/dashboard'
import { createContext, useContext } from 'react'
import type { Configuring } from '../filters/configure/use-configuring.ts'
import type { AutoRefresh } from '../use-refresh.ts'
import type { ChartInfo, DatasetInfo } from './types.ts'

/** What the parts of a dashboard share. */
export interface DashboardState {
  readonly id: number
  readonly title: string
  readonly layout: Layout
  readonly charts: ReadonlyMap<number, ChartInfo>
  readonly datasets: ReadonlyMap<number, DatasetInfo>
  readonly filters: readonly NativeFilter[]
  readonly config: DashboardConfig
  readonly configuring: Configuring
  readonly masks: DataMasks
  readonly setMask: (id: string, mask: DataMask) => void
  readonly colorOf: ColorOf
  readonly theme: ChartTheme
  readonly crossFilters: boolean
  readonly editing: boolean
  readonly edit: (change: (layout: Layout) => Layout) => void
  /** Counts forced refreshes of everything. */
  readonly refreshed: number
  readonly autoRefresh: AutoRefresh
  /** Of all charts; empty: each its own. */
  readonly colorScheme: string
  /** Tab set → open tab. */
  readonly openTabs: Readonly<Record<string, string>>
  readonly openTab: (tabsId: string, tabId: string) => void
  /** What a chart keeps for itself, such as its page. */
  readonly keepOwnState: (chartId: number, state: Readonly<Record<string, unknown>>) => void
  /** Charts to point out, while a filter's scope is looked at. */
  readonly highlighted: ReadonlySet<number> | null
}

const Context = createContext<DashboardState | null>(null)

export const DashboardProvider = Context.Provider

export const useDashboard = (): DashboardState => {
  const state = useContext(Context)
  if (state === null) throw new Error('useDashboard outside of a dashboard')
  return state
}
