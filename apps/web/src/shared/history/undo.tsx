import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { QueryClient } from '@tanstack/react-query'
import { t } from '../../session/i18n.ts'
import classes from './history.module.css'
import type { TrashKind } from './kinds.ts'
import { entriesOf, refreshLists, restoreEntry, tellProblem, tellRestored } from './restore.tsx'
import type { RestoredAll } from './types.ts'

const STAY_MS = 12_000

let shown = 0

/** A toast that takes back what was just done. */
export const showUndo = (text: string, undo: () => Promise<void>): void => {
  const id = `undo ${shown++}`
  notifications.show({
    id,
    autoClose: STAY_MS,
    message: (
      <span className={classes['toast']}>
        <span className={classes['told']}>{text}</span>
        <Button
          size="compact-sm"
          variant="light"
          flex="none"
          onClick={() => {
            notifications.hide(id)
            undo().catch(tellProblem)
          }}
        >
          {t('Undo')}
        </Button>
      </span>
    ),
  })
}

export interface Deleted {
  readonly kind: TrashKind
  readonly items: readonly { readonly id: number; readonly name: string }[]
}

const putBack = async ({ kind, items }: Deleted, client: QueryClient): Promise<void> => {
  const entries = await entriesOf(
    kind,
    items.map((item) => item.id),
  )
  const done: RestoredAll[] = []
  try {
    // What was in the trash before stays there: undo takes back this deletion alone
    for (const entry of entries) done.push(await restoreEntry(entry.id, { with_charts: false }))
  } finally {
    tellRestored(done)
    await refreshLists(client)
  }
}

/** Says what was deleted, and offers to take it back. */
export const tellDeleted = (deleted: Deleted, client: QueryClient): void => {
  const [first] = deleted.items
  if (first === undefined) return
  const text = deleted.items.length === 1 ? t('Deleted “{{name}}”', { name: first.name }) : t('Deleted {{count}} items', { count: deleted.items.length })
  showUndo(text, () => putBack(deleted, client))
}
