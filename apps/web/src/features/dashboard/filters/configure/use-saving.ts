import { type ConfigItem, changedMeanwhile, readDashboardConfig } from '@coset/chart-kit/dashboard'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ApiError, api } from '../../../../session/api.ts'
import { t } from '../../../../session/i18n.ts'
import { metadataOf } from '../../model/load.ts'
import type { DashboardInfo } from '../../model/types.ts'
import type { useDraftConfig } from './use-draft-config.ts'
import { nameOf } from './words.ts'

type Work = ReturnType<typeof useDraftConfig>

const PATHS = { filters: 'filters', controls: 'chart_customizations' } as const

const present = async (id: number): Promise<{ readonly metadata: Record<string, unknown>; readonly readOn: number }> => {
  const { result } = await api.get<{ result: DashboardInfo }>(`/api/v1/dashboard/${id}`)
  return { metadata: metadataOf(result.json_metadata), readOn: result.changed_on_ms }
}

/** Nobody may have saved since the state was read that the changes were compared with. */
const send = async (id: number, { kind, changes }: Work, readOn: number): Promise<readonly ConfigItem[]> => {
  const body = { ...changes, expected_changed_on: readOn }
  return (await api.put<{ result: readonly ConfigItem[] }>(`/api/v1/dashboard/${id}/${PATHS[kind]}`, { body })).result
}

/** Sends what changed; who would write over what somebody else saved of the same items is told first. */
export const useSaving = (id: number, { filters, controls }: { readonly filters: Work; readonly controls: Work }) => {
  const client = useQueryClient()
  const [refused, setRefused] = useState('')
  const [busy, setBusy] = useState(false)
  const seen = useRef<ReadonlyMap<string, ConfigItem | null>>(new Map())
  /** Was it saved? Of two lists the first may be saved and the second refused: sending both again does no harm. */
  const put = async (): Promise<boolean> => {
    setRefused('')
    setBusy(true)
    try {
      const { metadata, readOn } = await present(id)
      const now = readDashboardConfig(metadata)
      const theirs = new Map([
        ...changedMeanwhile(filters.before, now.items, filters.changes, seen.current),
        ...changedMeanwhile(controls.before, now.controlItems, controls.changes, seen.current),
      ])
      if (theirs.size > 0) {
        seen.current = new Map([...seen.current, ...theirs])
        const names = [...filters.before, ...controls.before].filter((item) => theirs.has(item.id)).map(nameOf)
        setRefused(t('Somebody else changed the same meanwhile: {{names}}. Save again to put yours in its place.', { names: names.join(', ') }))
        setBusy(false)
        return false
      }
      const changed = [filters, controls].filter((work) => work.isChanged)
      for (const [i, work] of changed.entries()) {
        const result = await send(id, work, i === 0 ? readOn : (await present(id)).readOn)
        // What is one's own by now is nobody else's
        seen.current = new Map([...seen.current, ...result.map((item): [string, ConfigItem] => [item.id, item])])
      }
      await client.invalidateQueries({ queryKey: ['dashboard'] })
      notifications.show({ color: 'green', message: t('Saved') })
      return true
    } catch (error) {
      const isLate = error instanceof ApiError && error.status === 409
      setRefused(isLate ? t('Somebody saved this dashboard in the same moment. Save again.') : error instanceof Error ? error.message : String(error))
      setBusy(false)
      return false
    }
  }
  return { refused, busy, put }
}
