import { type Layout, readLayout } from '@coset/chart-kit/dashboard'
import { useEffect } from 'react'
import type { Loaded } from './types.ts'

/** What a link leads to: an item of the arrangement, and the items around it, the outermost first. */
export const wayTo = (layout: Layout, anchor: string): readonly string[] => {
  const walk = (id: string, before: readonly string[]): readonly string[] | undefined => {
    if (before.includes(id)) return undefined
    const way = [...before, id]
    if (id === anchor) return way
    for (const child of layout[id]?.children ?? []) {
      const found = walk(child, way)
      if (found !== undefined) return found
    }
    return undefined
  }
  return walk('ROOT_ID', []) ?? []
}

const layoutOf = ({ dashboard, charts }: Loaded): Layout =>
  readLayout(
    dashboard.position_json,
    charts.map((chart) => chart.id),
  )

/** The tabs that must be open for an item to be seen. */
export const tabsAround = (loaded: Loaded, anchor: string): readonly string[] => {
  if (anchor === '') return []
  const layout = layoutOf(loaded)
  return wayTo(layout, anchor).filter((id) => layout[id]?.type === 'TAB')
}

/** Brings the chart of a link into sight, once it stands. */
export const useScrollTo = (loaded: Loaded | undefined, anchor: string): void => {
  const chartId = loaded === undefined || anchor === '' ? undefined : layoutOf(loaded)[anchor]?.meta.chartId
  useEffect(() => {
    if (chartId === undefined) return
    const frame = requestAnimationFrame(() => document.querySelector(`article[data-chart-id="${chartId}"]`)?.scrollIntoView({ block: 'center' }))
    return () => cancelAnimationFrame(frame)
  }, [chartId])
}
