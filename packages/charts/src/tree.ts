import type { EChartsModel, QueryColumn, QueryFilter } from '@coset/chart-kit'
import type { Row } from './cells.ts'
import { type Grouped, rowFilters } from './groups.ts'

export interface TreeNode {
  readonly name: string
  /** Names from the root down, this one included. */
  readonly path: readonly string[]
  readonly depth: number
  value: number
  /** Sum of the second metric, where there is one. */
  second: number
  readonly row: Row
  readonly children: TreeNode[]
}

interface Draft extends TreeNode {
  readonly byName: Map<string, Draft>
}

function draft(name: string, path: readonly string[], row: Row): Draft {
  return { name, path, depth: path.length - 1, value: 0, second: 0, row, children: [], byName: new Map() }
}

/** Grouped rows as nested nodes, one level for each dimension; each node sums what is below it. */
export function toTree(rows: readonly (Grouped & { readonly second?: number | null })[]): readonly TreeNode[] {
  const root = draft('', [], {})
  for (const { labels, value, row, second } of rows) {
    if (value === null || value <= 0) continue
    let node = root
    for (const [depth, label] of labels.entries()) {
      let next = node.byName.get(label)
      if (!next) {
        next = draft(label, labels.slice(0, depth + 1), row)
        node.byName.set(label, next)
        node.children.push(next)
      }
      next.value += value
      next.second += second ?? 0
      node = next
    }
  }
  return root.children
}

/** Names the nodes of a path apart from each other; never shown. */
export function markOf(path: readonly string[]): string {
  return path.join(' › ')
}

/** Every node of the forest, parents first. */
export function walk(nodes: readonly TreeNode[]): readonly TreeNode[] {
  return nodes.flatMap((node) => [node, ...walk(node.children)])
}

export type FiltersOf = (node: TreeNode) => readonly QueryFilter[]

/** A part of a tree stands for its whole path. */
export function pathsBehind(nodes: readonly TreeNode[], dimensions: readonly QueryColumn[]): NonNullable<EChartsModel['behind']> {
  const byMark = new Map(nodes.map((node) => [markOf(node.path), node]))
  return ({ mark = '' }) => {
    const node = byMark.get(mark)
    if (!node) return undefined
    const filters = rowFilters(dimensions.slice(0, node.depth + 1), node.row)
    return { label: node.path.join(', '), filters, by: filters }
  }
}
