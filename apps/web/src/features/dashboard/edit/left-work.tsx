import { FoundDraft } from '../../../shared/drafts/found.tsx'
import type { Draft } from '../../../shared/drafts/store.ts'
import type { DashboardInfo } from '../model/types.ts'
import type { LayoutDraft } from '../use-layout-draft.ts'

interface Props {
  readonly dashboard: DashboardInfo
  readonly draft: LayoutDraft
  readonly found: Draft
  readonly onLater: () => void
}

/** Asks whether an arrangement that was left unsaved is taken up again. */
export const LeftWork = ({ dashboard, draft, found, onLater }: Props) => (
  <FoundDraft
    draft={found}
    savedOn={dashboard.changed_on_ms}
    savedBy={dashboard.changed_by_name ?? ''}
    onTake={() => void draft.take(found)}
    onDrop={draft.forget}
    onLater={onLater}
  />
)
