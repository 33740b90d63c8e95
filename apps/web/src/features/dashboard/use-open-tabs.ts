import type { Layout } from '@coset/chart-kit/dashboard'
import { useCallback, useState } from 'react'

/** Tab set → open tab; those of `first` are open at the beginning. */
export const useOpenTabs = (layout: Layout, first: readonly string[]) => {
  const [openTabs, setOpenTabs] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(
      Object.values(layout)
        .filter((item) => item.type === 'TABS')
        .flatMap((item) => item.children.filter((child) => first.includes(child)).map((child) => [item.id, child])),
    ),
  )
  const openTab = useCallback((tabsId: string, tabId: string) => setOpenTabs((before) => ({ ...before, [tabsId]: tabId })), [])
  return { openTabs, openTab }
}
