import type { Scope } from './cross-scope.ts'
import { chartsInScope, type NativeFilter } from './filters.ts'
import type { Layout } from './layout.ts'

/** A tab or a chart, as people see the dashboard: rows and columns are left out. */
export type ScopeNode =
  | { readonly kind: 'tab'; readonly id: string; readonly text: string; readonly children: readonly ScopeNode[] }
  | { readonly kind: 'chart'; readonly id: string; readonly chartId: number }

/** Tabs and charts of a dashboard, in reading order. */
export const scopeTree = (layout: Layout): readonly ScopeNode[] => {
  const walk = (id: string, path: readonly string[]): readonly ScopeNode[] => {
    const item = layout[id]
    if (item === undefined || path.includes(id)) return []
    if (item.type === 'CHART') return item.meta.chartId === undefined ? [] : [{ kind: 'chart', id, chartId: item.meta.chartId }]
    const children = item.children.flatMap((child) => walk(child, [...path, id]))
    return item.type === 'TAB' ? [{ kind: 'tab', id, text: item.meta.text ?? item.meta.defaultText ?? '', children }] : children
  }
  return walk('ROOT_ID', [])
}

/** Charts of a part of the tree, each once. */
export const chartsOfNodes = (nodes: readonly ScopeNode[]): readonly number[] => [
  ...new Set(nodes.flatMap((node): readonly number[] => (node.kind === 'chart' ? [node.chartId] : chartsOfNodes(node.children)))),
]

/**
 * The scope that holds these charts and no others. Tabs without any of them are left out as a whole, so that charts which come to
 * them later stay outside; charts that come to the others are inside.
 */
export const scopeOf = (layout: Layout, wanted: ReadonlySet<number>): Scope => {
  const tree = scopeTree(layout)
  const rootsOf = (id: string, nodes: readonly ScopeNode[]): readonly string[] => {
    const charts = chartsOfNodes(nodes)
    if (!charts.some((chart) => wanted.has(chart))) return []
    const tabs = nodes.flatMap((node) => (node.kind === 'tab' ? [node] : []))
    const emptied = tabs.filter((tab) => {
      const held = chartsOfNodes(tab.children)
      return held.length > 0 && !held.some((chart) => wanted.has(chart))
    })
    const isOnIt = nodes.some((node) => node.kind === 'chart' && wanted.has(node.chartId))
    return emptied.length === 0 || isOnIt ? [id] : tabs.flatMap((tab) => rootsOf(tab.id, tab.children))
  }
  const rootPath = rootsOf('ROOT_ID', tree)
  const inside = chartsInScope({ scope: { rootPath, excluded: [] } }, layout)
  return { rootPath, excluded: [...inside].filter((chart) => !wanted.has(chart)) }
}

/** Tabs that hold a chart of the scope. */
export const tabsInScope = (filter: Pick<NativeFilter, 'scope'>, layout: Layout): readonly string[] => {
  const inside = chartsInScope(filter, layout)
  const walk = (nodes: readonly ScopeNode[]): readonly string[] =>
    nodes.flatMap((node) =>
      node.kind === 'chart' ? [] : [...(chartsOfNodes(node.children).some((chart) => inside.has(chart)) ? [node.id] : []), ...walk(node.children)],
    )
  return walk(scopeTree(layout))
}
