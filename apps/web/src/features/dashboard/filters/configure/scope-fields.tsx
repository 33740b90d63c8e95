import {
  chartsInScope,
  chartsOfNodes,
  GROUP_BY,
  isDisplayControl,
  type NativeFilter,
  readsColumn,
  type ScopeNode,
  scopeOf,
  scopeTree,
  takesGroupBy,
} from '@coset/chart-kit/dashboard'
import { Checkbox, Stack, Text } from '@mantine/core'
import { useMemo } from 'react'
import { t } from '../../../../session/i18n.ts'
import { type DashboardState, useDashboard } from '../../model/context.ts'
import classes from './configure.module.css'

interface Props {
  readonly filter: NativeFilter
  readonly onChange: (filter: NativeFilter) => void
}

/** Why a filter does nothing on a chart, as a sentence; empty: it does something, or nobody knows. */
const unfitWords = (filter: NativeFilter, { charts, datasets }: Pick<DashboardState, 'charts' | 'datasets'>, chartId: number): string => {
  const form = charts.get(chartId)?.form_data
  const dataset = datasets.get(Number(String(form?.datasource ?? '').split('__')[0]))
  if (dataset === undefined) return ''
  if (isDisplayControl(filter.filterType)) {
    if (filter.targets[0]?.datasetId !== undefined && filter.targets[0].datasetId !== dataset.id) return t('It reads another dataset')
    return filter.filterType === GROUP_BY && !takesGroupBy(form?.viz_type ?? '') ? t('Charts of this type are not split') : ''
  }
  const column = filter.targets[0]?.column?.name
  if (readsColumn(filter.filterType))
    return column === undefined || dataset.column_names.includes(column) ? '' : t('Its dataset has no column “{{column}}”', { column })
  return dataset.columns.some((one) => one.is_dttm) ? '' : t('Its dataset has no time column')
}

interface NodesProps extends Props {
  readonly nodes: readonly ScopeNode[]
  readonly inside: ReadonlySet<number>
  readonly onToggle: (charts: readonly number[], on: boolean) => void
}

const Nodes = ({ nodes, ...rest }: NodesProps) => {
  const dashboard = useDashboard()
  const { filter, inside, onToggle } = rest
  return (
    <ul className={classes['tree']}>
      {nodes.map((node) => {
        const held = chartsOfNodes([node])
        const on = held.filter((chart) => inside.has(chart)).length
        const note = node.kind === 'chart' && on > 0 ? unfitWords(filter, dashboard, node.chartId) : ''
        const item = dashboard.layout[node.id]
        const label =
          node.kind === 'tab'
            ? node.text || t('Tab')
            : (item?.meta.sliceNameOverride ?? dashboard.charts.get(node.chartId)?.slice_name ?? t('A chart that is gone'))
        return (
          <li key={node.id}>
            <Checkbox
              size="sm"
              label={label}
              description={note === '' ? undefined : <span className={classes['unfit']}>{note}</span>}
              checked={held.length > 0 && on === held.length}
              indeterminate={on > 0 && on < held.length}
              disabled={held.length === 0}
              onChange={(event) => onToggle(held, event.currentTarget.checked)}
            />
            {node.kind === 'tab' && <Nodes {...rest} nodes={node.children} />}
          </li>
        )
      })}
    </ul>
  )
}

/** Tabs and charts that the filter works on. */
export const ScopeFields = ({ filter, onChange }: Props) => {
  const { layout } = useDashboard()
  const tree = useMemo(() => scopeTree(layout), [layout])
  const inside = useMemo(() => chartsInScope(filter, layout), [filter, layout])
  const all = chartsOfNodes(tree)
  const toggle = (charts: readonly number[], on: boolean): void => {
    const wanted = new Set(all.filter((chart) => (charts.includes(chart) ? on : inside.has(chart))))
    onChange({ ...filter, scope: { ...filter.scope, ...scopeOf(layout, wanted) } })
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('It works on the charts that are ticked. Charts that come to a ticked tab later are in scope too.')}
      </Text>
      <Checkbox
        label={t('All charts')}
        fw={600}
        checked={all.length > 0 && inside.size === all.length}
        indeterminate={inside.size > 0 && inside.size < all.length}
        disabled={all.length === 0}
        onChange={(event) => toggle(all, event.currentTarget.checked)}
      />
      <Nodes filter={filter} onChange={onChange} nodes={tree} inside={inside} onToggle={toggle} />
      {inside.size === 0 && (
        <Text size="sm" role="status">
          {t('Nothing is ticked: it does nothing.')}
        </Text>
      )}
    </Stack>
  )
}
