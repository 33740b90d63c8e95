import { chartAncestors, readLayout, writeLayout } from '@coset/chart-kit/dashboard'
import { notifications } from '@mantine/notifications'
import { type Dispatch, type SetStateAction, useEffect, useMemo, useRef } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import type { Draft } from '../../shared/drafts/store.ts'
import { type DraftState, useDraft } from '../../shared/drafts/use-draft.ts'
import { withDefinitions } from './model/load.ts'
import type { ChartInfo, DashboardInfo } from './model/types.ts'
import type { Snapshot, useEditing } from './use-editing.ts'

interface Work {
  readonly dashboard: DashboardInfo
  readonly saved: Snapshot
  readonly editing: ReturnType<typeof useEditing>
  readonly arranging: boolean
  readonly charts: ReadonlyMap<number, ChartInfo>
  readonly onCharts: Dispatch<SetStateAction<readonly ChartInfo[]>>
}

export type LayoutDraft = Omit<DraftState, 'taken'> & { readonly take: (found: Draft) => Promise<void> }

/** Charts of an arrangement that the dashboard does not hold yet; those that are gone stay empty places. Throws ApiError. */
const chartsOf = async (ids: readonly number[]): Promise<readonly ChartInfo[]> => {
  if (ids.length === 0) return []
  const filters = [{ col: 'id', opr: 'in', value: ids }]
  return withDefinitions((await api.get<{ result: readonly ChartInfo[] }>('/api/v1/chart/', { q: { filters, page: 0, page_size: 100 } })).result)
}

/** Keeps the arrangement and title that are not saved yet, and what is read anew meanwhile off them. */
export const useLayoutDraft = ({ dashboard, saved, editing, arranging, charts, onCharts }: Work): LayoutDraft => {
  const { changed, layout, title, readOn, reset } = editing
  const unsaved = useRef(changed)
  useEffect(() => {
    unsaved.current = changed
  })
  // Whoever saves over what somebody else saved is shown both then
  useEffect(() => {
    if (!arranging || !unsaved.current) reset(saved)
  }, [saved, reset, arranging])
  const values = useMemo(() => (changed ? { title, position_json: writeLayout(layout) } : null), [changed, layout, title])
  const { found, taken, forget } = useDraft({ object: `dashboard.${dashboard.uuid}.layout`, active: arranging, values, readOn })
  const take = async (left: Draft): Promise<void> => {
    const work = readLayout(left.values['position_json'] ?? '', [])
    try {
      const added = await chartsOf([...chartAncestors(work).keys()].filter((id) => !charts.has(id)))
      onCharts((before) => [...before, ...added])
      editing.take({ layout: work, title: left.values['title'] ?? '', readOn: left.readOn })
      taken()
    } catch (error) {
      notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
    }
  }
  return { found, take, forget }
}
