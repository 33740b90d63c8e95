import { type FormData, toDatasetHints } from '@coset/chart-kit'
import type { MenuRequest } from '@coset/chart-kit/view'
import { definitionFor } from '@coset/charts/by-type'
import { type RefObject, useMemo } from 'react'
import { useSession } from '../../../session/session.tsx'
import { type DrilledDataset, type Subject, useDrilling, useDrillRights } from '../../../shared/drill/index.ts'
import { useEmbedding } from '../../../shared/embedding/index.ts'
import { useDashboard } from '../model/context.ts'
import type { ChartInfo, DatasetInfo } from '../model/types.ts'

const drilled = (id: number, dataset: DatasetInfo | undefined): DrilledDataset => ({
  id,
  verboseMap: dataset?.verbose_map ?? {},
  moments: new Set((dataset?.columns ?? []).filter((column) => column.is_dttm).map((column) => column.column_name)),
  hidesRows: dataset?.database?.disable_drill_to_detail === true,
})

/** Everything that drilling into a chart of the dashboard needs. */
export const useDrill = (chart: ChartInfo, name: string, formData: FormData, card: RefObject<HTMLElement | null>) => {
  const { id, title, datasets, theme, colorOf, masks, setMask, crossFilters, editing } = useDashboard()
  const datasetId = Number(String(chart.form_data.datasource ?? '').split('__')[0])
  const found = datasets.get(datasetId)
  const dataset = useMemo(() => drilled(datasetId, found), [datasetId, found])
  const hints = useMemo(() => toDatasetHints(found), [found])
  const drilling = useDrilling(card)
  const allowed = useDrillRights(definitionFor(chart.form_data.viz_type ?? 'table'), dataset.hidesRows)
  const session = useSession()
  const isGuest = useEmbedding() !== null && session.user === null
  // Raw rows are counted when they are drilled, which a guest may not ask
  const rights = isGuest && formData['query_mode'] === 'raw' ? { ...allowed, by: false } : allowed
  const { own_state: _ownState, ...asked } = formData
  const subject: Subject = { chartId: chart.id, name, formData: asked, dashboard: { id, title }, dataset }
  const mine = masks[String(chart.id)]?.filterState.label
  const filtering = ({ filters, label }: MenuRequest) => {
    if (!crossFilters || filters === undefined || filters.length === 0 || label === undefined) return null
    const isOn = mine === label
    const mask = isOn ? { extraFormData: {}, filterState: {} } : { extraFormData: { filters }, filterState: { value: label, label } }
    return { isOn, toggle: () => setMask(String(chart.id), mask) }
  }
  return {
    drilling,
    rights,
    subject,
    look: { theme, colorOf, hints },
    filtering,
    hidesRows: dataset.hidesRows,
    onMenu: !editing && (rights.detail || rights.by) ? drilling.menu : null,
  }
}

export type Drill = ReturnType<typeof useDrill>
