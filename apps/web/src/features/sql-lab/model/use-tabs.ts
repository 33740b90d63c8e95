import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { activateTab, closeTab, createTab, loadOpening, loadTab, type Opening } from './tabs-api.ts'
import type { Tab, TabPatch } from './types.ts'
import { useSaving } from './use-saving.ts'

export interface Tabs {
  readonly opening: Opening | undefined
  readonly error: Error | null
  readonly retry: () => void
  readonly list: readonly { readonly id: number; readonly label: string }[]
  readonly activeId: number | null
  /** The active tab once it has come. */
  readonly active: Tab | null
  readonly select: (id: number) => void
  readonly open: (from?: TabPatch) => Promise<void>
  readonly close: (id: number) => void
  readonly change: (patch: TabPatch) => void
}

const told = (error: unknown): void => {
  notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
}

/** Tabs live on the server; the editor's text is saved a moment after the last key, and when one leaves the tab. Who has none yet is given one if `begins`. */
export const useTabs = (begins: boolean): Tabs => {
  const client = useQueryClient()
  const opening = useQuery({ queryKey: ['sql-lab'], queryFn: ({ signal }) => loadOpening(signal), staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: 1 })
  const [list, setList] = useState<Tabs['list'] | null>(null)
  const [activeId, setActiveId] = useState<number | null>(null)
  const saving = useSaving(told)
  const { flush } = saving
  const started = useRef(false)
  const loaded = useQuery({
    queryKey: ['sql-lab', 'tab', activeId],
    queryFn: ({ signal }) => loadTab(Number(activeId), signal),
    enabled: activeId !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })

  const open = useCallback(
    async (from: TabPatch = {}): Promise<void> => {
      flush()
      const label = from.label ?? t('Query {{number}}', { number: (list ?? opening.data?.tabs ?? []).length + 1 })
      const first = opening.data?.databases[0]?.id ?? null
      const id = await createTab({ databaseId: first, ...from, label })
      setList((before) => [...(before ?? opening.data?.tabs ?? []), { id, label }])
      setActiveId(id)
    },
    [flush, list, opening.data],
  )

  useEffect(() => {
    const { data } = opening
    if (data === undefined || started.current) return
    started.current = true
    setList(data.tabs)
    const first = data.active ?? data.tabs.at(-1)?.id ?? null
    if (first !== null) setActiveId(first)
    else if (begins) void open().catch(told)
  }, [opening, open, begins])

  const select = (id: number): void => {
    flush()
    setActiveId(id)
    activateTab(id).catch(told)
  }
  const close = (id: number): void => {
    saving.forget(id)
    const rest = (list ?? []).filter((tab) => tab.id !== id)
    setList(rest)
    closeTab(id).catch(told)
    const next = rest.at(-1)
    if (activeId !== id) return
    if (next === undefined) void open().catch(told)
    else select(next.id)
  }
  const change = (patch: TabPatch): void => {
    if (activeId === null) return
    client.setQueryData<Tab>(['sql-lab', 'tab', activeId], (before) => (before === undefined ? before : { ...before, ...patch }))
    if (patch.label !== undefined) setList((before) => (before ?? []).map((tab) => (tab.id === activeId ? { ...tab, label: patch.label ?? tab.label } : tab)))
    saving.later(activeId, patch)
  }

  return {
    opening: opening.data,
    error: opening.error ?? loaded.error,
    retry: () => void (opening.error === null ? loaded.refetch() : opening.refetch()),
    list: list ?? [],
    activeId,
    active: loaded.data ?? null,
    select,
    open,
    close,
    change,
  }
}
