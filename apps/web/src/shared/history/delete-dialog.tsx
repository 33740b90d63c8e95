import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { isUsedKind, type TrashKind } from './kinds.ts'
import { refreshLists, tellProblem } from './restore.tsx'
import { tellDeleted } from './undo.tsx'
import { UsedBy } from './used-by.tsx'

export interface Doomed {
  readonly id: number
  readonly name: string
}

interface Props {
  /** null: no trash holds it, it is gone at once. */
  readonly kind: TrashKind | null
  readonly items: readonly Doomed[]
  /** What a deletion takes along. */
  readonly warning: string
  /** What else there is to read of it. */
  readonly review?: ReactNode
  /** Deletes; gives what is gone, and what was refused. */
  readonly run: (items: readonly Doomed[]) => Promise<{ readonly gone: readonly Doomed[]; readonly problem: unknown }>
  readonly onClose: () => void
  readonly onDone: () => void
}

const titleOf = (items: readonly Doomed[]): string =>
  items.length === 1 ? t('Delete “{{name}}”?', { name: items[0]?.name ?? '' }) : t('Delete {{count}} items?', { count: items.length })

const TrashNote = ({ several }: { readonly several: boolean }) => {
  const days = useSession().limits.trash_days
  if (days === 0) return several ? t('They go to the trash, from where they can be put back.') : t('It goes to the trash, from where it can be put back.')
  return several
    ? t('They go to the trash and can be put back for {{days}} days.', { days })
    : t('It goes to the trash and can be put back for {{days}} days.', { days })
}

/** Asks before something is deleted: what uses it, and how long it can be put back. */
export const DeleteDialog = ({ kind, items, warning, review, run, onClose, onDone }: Props) => {
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const remove = async (): Promise<void> => {
    setBusy(true)
    // What is about to go is asked about no longer
    await client.cancelQueries({ queryKey: ['used-by'] })
    const { gone, problem } = await run(items)
    onClose()
    if (gone.length > 0) {
      onDone()
      if (kind === null) notifications.show({ message: t('Deleted') })
      else tellDeleted({ kind, items: gone }, client)
      await refreshLists(client)
    }
    if (problem !== null) tellProblem(problem)
  }
  return (
    <Modal opened onClose={onClose} title={titleOf(items)} size={review === undefined ? 'md' : 'lg'}>
      <Stack gap="sm">
        {kind !== null && (
          <Text size="sm">
            <TrashNote several={items.length > 1} />
          </Text>
        )}
        {warning !== '' && (
          <Text size="sm" c={kind === null ? 'var(--coset-text)' : 'dimmed'}>
            {warning}
          </Text>
        )}
        {review}
        {isUsedKind(kind) && <UsedBy kind={kind} ids={items.map((item) => item.id)} />}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('Keep')}
          </Button>
          <Button color="red.9" loading={busy} onClick={() => void remove()}>
            {t('Delete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
