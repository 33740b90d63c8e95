import type { ChartDefinition, ControlGroup } from '@coset/chart-kit'
import { useCallback, useState } from 'react'
import type { Panel } from '../results/drawer.tsx'
import type { Folds, Pane } from './panes.tsx'

export interface View {
  /** The tab on a phone. */
  readonly tab: Pane
  readonly setTab: (tab: Pane) => void
  readonly group: ControlGroup
  readonly setGroup: (group: ControlGroup) => void
  readonly panel: Panel
  readonly setPanel: (panel: Panel) => void
  readonly focus: { readonly key: string } | null
  /** Brings a control into view, wherever it is. */
  readonly openControl: (key: string) => void
  readonly openSql: () => void
}

/** Which parts of the page are on show. */
export function useView(definition: ChartDefinition, folds: Folds): View {
  const [tab, setTab] = useState<Pane>('chart')
  const [group, setGroup] = useState<ControlGroup>('Data')
  const [focus, setFocus] = useState<{ readonly key: string } | null>(null)
  const [panel, setPanel] = useState<Panel>(null)
  const { setOptions } = folds
  const openControl = useCallback(
    (key: string) => {
      setGroup(definition.controls.find((section) => section.controls.some((control) => control.key === key))?.group ?? 'Data')
      setTab('options')
      setOptions(true)
      setFocus({ key })
    },
    [definition, setOptions],
  )
  const openSql = useCallback(() => {
    setTab('chart')
    setPanel('sql')
  }, [])
  return { tab, setTab, group, setGroup, panel, setPanel, focus, openControl, openSql }
}
