import { EmptyState, ErrorState, Page as Frame } from '@coset/ui'
import { Button, Group, Modal, Pagination, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconSearch } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { kindName, TRASHED } from '../../shared/history/kinds.ts'
import { refreshLists, tellProblem, tellRestored } from '../../shared/history/restore.tsx'
import type { TrashEntry } from '../../shared/history/types.ts'
import { PurgeDialog } from './purge-dialog.tsx'
import { type Restoring, restoreAll } from './restoring.ts'
import { TrashTable } from './table.tsx'
import classes from './trash.module.css'
import { PAGE_SIZE, useTrash } from './use-trash.ts'

const purge = async (entries: readonly TrashEntry[] | null): Promise<void> => {
  if (entries === null) await api.delete('/api/v1/trash/')
  else for (const entry of entries) await api.delete(`/api/v1/trash/${entry.id}`)
  notifications.show({ message: t('Deleted for good') })
}

const DatasetDialog = ({
  waiting,
  onRestore,
  onClose,
}: {
  readonly waiting: Restoring['waiting']
  readonly onRestore: () => void
  readonly onClose: () => void
}) => (
  <Modal opened onClose={onClose} title={t('The dataset is in the trash, too')}>
    <Stack gap="sm">
      {waiting.map(({ entry, told }) => (
        <Text key={entry.id} size="sm">
          {told}
        </Text>
      ))}
      <Group justify="flex-end" mt="xs">
        <Button variant="default" onClick={onClose}>
          {t('Leave it there')}
        </Button>
        <Button data-autofocus onClick={onRestore}>
          {t('Restore both')}
        </Button>
      </Group>
    </Stack>
  </Modal>
)

/** What was deleted and can be put back. */
export const Page = () => {
  const session = useSession()
  const client = useQueryClient()
  const { search, kind, page, change, query } = useTrash()
  const [typed, setTyped] = useState(search)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [doomed, setDoomed] = useState<readonly TrashEntry[] | 'all' | null>(null)
  const [waiting, setWaiting] = useState<Restoring['waiting']>([])
  const [busy, setBusy] = useState(false)
  const find = useDebouncedCallback((text: string) => change({ search: text }), 200)
  const entries = query.data?.result
  const selected = (entries ?? []).filter((entry) => chosen.has(entry.id))
  const isAdmin = session.user?.is_admin === true
  const days = session.limits.trash_days
  const restore = async (asked: readonly TrashEntry[], withDataset = false): Promise<void> => {
    setBusy(true)
    setWaiting([])
    const outcome = await restoreAll(asked, withDataset)
    tellRestored(outcome.done)
    for (const problem of outcome.problems) tellProblem(problem)
    setWaiting(outcome.waiting)
    setChosen(new Set())
    await refreshLists(client)
    setBusy(false)
  }
  const purgeDoomed = async (): Promise<void> => {
    await purge(doomed === 'all' ? null : doomed).catch(tellProblem)
    setChosen(new Set())
    await refreshLists(client)
  }
  return (
    <Frame
      title={t('Trash')}
      meta={days === 0 ? t('Kept until somebody deletes it for good') : t('Kept for {{days}} days', { days })}
      actions={
        (query.data?.count ?? 0) > 0 && (
          <Button variant="default" onClick={() => setDoomed('all')}>
            {t('Empty the trash…')}
          </Button>
        )
      }
    >
      <Group gap="xs">
        <TextInput
          className={classes['search'] ?? ''}
          aria-label={t('Search the trash')}
          placeholder={t('Search the trash')}
          leftSection={<IconSearch size={16} />}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            find(event.currentTarget.value)
          }}
        />
        <Select
          aria-label={t('Kind')}
          placeholder={t('Kind')}
          data={TRASHED.map((one) => ({ value: one, label: kindName(one) }))}
          value={kind}
          onChange={(value) => change({ kind: value })}
          clearable
          w={190}
        />
      </Group>
      {selected.length > 0 && (
        <Group className={classes['bulk'] ?? ''} gap="sm" role="toolbar" aria-label={t('Selected')}>
          <Text size="sm">{t('{{count}} selected', { count: selected.length })}</Text>
          <Button size="xs" loading={busy} onClick={() => void restore(selected)}>
            {t('Restore')}
          </Button>
          <Button size="xs" color="red" variant="light" disabled={busy} onClick={() => setDoomed(selected)}>
            {t('Delete for good…')}
          </Button>
        </Group>
      )}
      {query.error !== null && entries === undefined ? (
        <ErrorState
          message={query.error.message}
          details={query.error instanceof ApiError ? query.error.details : ''}
          onRetry={() => void query.refetch()}
          retryLabel={t('Try again')}
          detailsLabel={t('Details')}
        />
      ) : entries?.length === 0 ? (
        <EmptyState title={search === '' && kind === null ? t('The trash is empty') : t('Nothing fits this search')}>
          {search === '' && kind === null && (
            <Text size="sm" c="dimmed">
              {t('What you delete comes here first and can be put back as it was.')}
            </Text>
          )}
        </EmptyState>
      ) : (
        <TrashTable
          entries={entries}
          chosen={chosen}
          busy={busy}
          onChoose={setChosen}
          onRestore={(entry) => void restore([entry])}
          onPurge={(entry) => setDoomed([entry])}
        />
      )}
      {query.data !== undefined && query.data.count > PAGE_SIZE && (
        <Pagination
          total={Math.ceil(query.data.count / PAGE_SIZE)}
          value={page + 1}
          onChange={(next) => change({ page: String(next - 1) })}
          getControlProps={(control) => ({ 'aria-label': t(control) })}
        />
      )}
      {doomed !== null && <PurgeDialog entries={doomed === 'all' ? null : doomed} isAdmin={isAdmin} onPurge={purgeDoomed} onClose={() => setDoomed(null)} />}
      {waiting.length > 0 && (
        <DatasetDialog
          waiting={waiting}
          onClose={() => setWaiting([])}
          onRestore={() =>
            void restore(
              waiting.map((one) => one.entry),
              true,
            )
          }
        />
      )}
    </Frame>
  )
}
