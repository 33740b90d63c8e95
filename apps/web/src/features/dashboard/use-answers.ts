import type { DataMasks, Layout } from '@coset/chart-kit/dashboard'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { api } from '../../session/api.ts'
import { type DashboardAnswers, useEmbedding } from '../../shared/embedding/index.ts'
import { chartRequest, formDataOn } from './chart/use-chart-data.ts'
import type { DashboardState } from './model/context.ts'

type OwnStates = Map<number, { readonly kept: Readonly<Record<string, unknown>>; readonly at: number }>

/** What charts keep for themselves, for whoever asks; nothing is drawn from it. */
export const useOwnStates = () => {
  const ownStates = useRef<OwnStates>(new Map())
  const keepOwnState = useCallback((chartId: number, kept: Readonly<Record<string, unknown>>): void => {
    ownStates.current.set(chartId, { kept, at: Date.now() })
  }, [])
  return { ownStates, keepOwnState }
}

/** The open tab of every tab set that is itself to be seen. */
const activeTabs = (layout: Layout, openTabs: Readonly<Record<string, string>>): readonly string[] => {
  const found: string[] = []
  const walk = (id: string): void => {
    const item = layout[id]
    if (item === undefined) return
    const open = item.type === 'TABS' ? (openTabs[id] ?? item.children[0]) : undefined
    if (open !== undefined) found.push(open)
    for (const child of open === undefined ? item.children : [open]) walk(child)
  }
  walk('ROOT_ID')
  return found
}

const answersOf = (state: DashboardState, states: OwnStates, parameters: Readonly<Record<string, string>>): DashboardAnswers => ({
  masks: () => state.masks,
  activeTabs: () => activeTabs(state.layout, state.openTabs),
  permalink: (anchor) => {
    const body = {
      dataMask: state.masks,
      activeTabs: activeTabs(state.layout, state.openTabs),
      urlParams: Object.entries(parameters),
      ...(anchor === '' ? {} : { anchor }),
    }
    return api.post<{ key: string; url: string }>(`/api/v1/dashboard/${state.id}/permalink`, { body })
  },
  chartStates: () => Object.fromEntries([...states].map(([chartId, { kept, at }]) => [chartId, { chartId, state: kept, lastModified: at }])),
  chartPayloads: (chartId) =>
    Object.fromEntries(
      [...state.charts.values()]
        .filter((chart) => chartId === undefined || chart.id === chartId)
        .map((chart) => [chart.id, chartRequest(formDataOn(state, chart))]),
    ),
})

/** Lets the page around ask about the dashboard, and tells it what changes. */
export const useAnswers = (state: DashboardState, states: RefObject<OwnStates>): void => {
  const embedding = useEmbedding()
  const before = useRef<DataMasks>(state.masks)
  useEffect(() => embedding?.answer(answersOf(state, states.current, embedding.parameters)))
  useEffect(() => {
    if (before.current === state.masks) return
    embedding?.changed(before.current, state.masks)
    before.current = state.masks
  }, [embedding, state.masks])
}
