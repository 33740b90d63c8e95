import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'
import type { TrashEntry } from '../../shared/history/types.ts'

interface Props {
  /** null: everything that one deleted, or for administrators everything. */
  readonly entries: readonly TrashEntry[] | null
  readonly isAdmin: boolean
  readonly onPurge: () => Promise<void>
  readonly onClose: () => void
}

const NAMED = 5

const titleOf = (entries: readonly TrashEntry[] | null): string => {
  if (entries === null) return t('Empty the trash?')
  return entries.length === 1
    ? t('Delete “{{name}}” for good?', { name: entries[0]?.name ?? '' })
    : t('Delete {{count}} things for good?', { count: entries.length })
}

const namesOf = (entries: readonly TrashEntry[]): string => {
  const names = entries
    .slice(0, NAMED)
    .map((entry) => `“${entry.name}”`)
    .join(', ')
  return entries.length > NAMED ? t('{{names}} and {{count}} more', { names, count: entries.length - NAMED }) : names
}

/** The one deletion that cannot be undone says so. */
export const PurgeDialog = ({ entries, isAdmin, onPurge, onClose }: Props) => {
  const [busy, setBusy] = useState(false)
  const go = async (): Promise<void> => {
    setBusy(true)
    await onPurge()
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={titleOf(entries)}>
      <Stack gap="sm">
        {entries === null && (
          <Text size="sm">
            {isAdmin
              ? t('Everything in the trash goes, also what other people deleted.')
              : t('Everything that you deleted goes. What others deleted and you own stays.')}
          </Text>
        )}
        {entries !== null && entries.length > 1 && <Text size="sm">{namesOf(entries)}</Text>}
        <Text size="sm" fw={600}>
          {t('This cannot be undone: its versions go, too.')}
        </Text>
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('Keep')}
          </Button>
          <Button color="red.9" loading={busy} onClick={() => void go()}>
            {entries === null ? t('Empty the trash') : t('Delete for good')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
