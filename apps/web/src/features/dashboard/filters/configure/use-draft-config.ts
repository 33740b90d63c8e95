import {
  addItem,
  type ConfigItem,
  type ConfigKind,
  changeDivider,
  changeFilter,
  changesBetween,
  draftOf,
  type FilterDivider,
  isUnchanged,
  keptItems,
  type Layout,
  moveInConfig,
  type NativeFilter,
  newControl,
  newDivider,
  newFilter,
  removeFromConfig,
  restoreToConfig,
} from '@coset/chart-kit/dashboard'
import { useMemo, useState } from 'react'

/** The filters while they are changed, and which of them is looked at. */
export const useDraftConfig = (kind: ConfigKind, read: readonly ConfigItem[], layout: Layout) => {
  // As it was opened: what others save meanwhile is not taken back by what one sends
  const [before] = useState(read)
  const [draft, setDraft] = useState(() => draftOf(before))
  const [chosen, setChosen] = useState<string | null>(draft.items[0]?.id ?? null)
  const kept = useMemo(() => keptItems(draft), [draft])
  const changes = useMemo(() => changesBetween(before, kept, layout), [before, kept, layout])
  const add = (isDivider: boolean): void => {
    const item = isDivider ? newDivider(kind) : kind === 'filters' ? newFilter() : newControl()
    setDraft(addItem(draft, item))
    setChosen(item.id)
  }
  const remove = (id: string): void => {
    const next = removeFromConfig(draft, id)
    setDraft(next)
    if (chosen === id) setChosen(keptItems(next)[0]?.id ?? null)
  }
  const restore = (id: string): void => {
    setDraft(restoreToConfig(draft, id))
    setChosen(id)
  }
  return {
    kind,
    before,
    draft,
    kept,
    changes,
    isChanged: !isUnchanged(changes),
    item: kept.find((one) => one.id === chosen) ?? null,
    chosen,
    choose: setChosen,
    add,
    remove,
    restore,
    move: (id: string, to: number) => setDraft(moveInConfig(draft, id, to)),
    changeFilter: (filter: NativeFilter) => setDraft((now) => changeFilter(now, filter.id, () => filter)),
    changeDivider: (divider: FilterDivider) => setDraft((now) => changeDivider(now, divider.id, () => divider)),
  }
}
