import { EmptyState, ErrorState } from '@coset/ui'
import { Button, Drawer, Skeleton, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { Ago } from '../moment/index.tsx'
import classes from './history.module.css'
import { kindName, type VersionedKind } from './kinds.ts'
import { personText } from './person.ts'
import { refreshLists, tellProblem } from './restore.tsx'
import type { Version } from './types.ts'
import { showUndo } from './undo.tsx'
import { historyPath, useVersions } from './use-versions.ts'
import { VersionDetails } from './version-details.tsx'

const MOST_WORDS = 2

interface Props {
  readonly kind: VersionedKind
  readonly id: number
  readonly name: string
  /** There are changes that are not saved, and that restoring drops. */
  readonly unsaved?: boolean
  readonly onClose: () => void
  /** The object is another one now: whoever shows it reads it anew. */
  readonly onRestored: () => Promise<unknown>
}

interface Restored {
  readonly result: { readonly left_out: readonly { readonly kind: string; readonly name: string }[] }
}

const VersionItem = ({
  version,
  isLatest,
  isChosen,
  onChoose,
}: {
  readonly version: Version
  readonly isLatest: boolean
  readonly isChosen: boolean
  readonly onChoose: () => void
}) => (
  <li>
    <button type="button" className={classes['version']} aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
      <span className={classes['when']}>
        {isLatest ? t('Version {{version}} (now)', { version: version.version }) : t('Version {{version}}', { version: version.version })}
        <Ago at={version.saved_on} />
      </span>
      <span className={classes['who']}>{personText(version.saved_by)}</span>
      {version.words.slice(0, MOST_WORDS).map((words) => (
        <span key={words} className={classes['excerpt']}>
          {words}
        </span>
      ))}
      {version.words.length > MOST_WORDS && <span className={classes['who']}>{t('and {{count}} more', { count: version.words.length - MOST_WORDS })}</span>}
    </button>
  </li>
)

/** Restores a version; the toast restores the one that was there before. */
const useRestoring = ({ kind, id, onRestored }: Pick<Props, 'kind' | 'id' | 'onRestored'>) => {
  const client = useQueryClient()
  const go = async (version: number): Promise<Restored['result']> => {
    const { result } = await api.post<Restored>(`${historyPath(kind, id)}${version}/restore`)
    await Promise.all([client.invalidateQueries({ queryKey: ['history', kind, id, 'versions'] }), refreshLists(client), onRestored()])
    return result
  }
  return async (version: number, latest: number): Promise<void> => {
    const { left_out } = await go(version)
    showUndo(t('Version {{version}} is back', { version }), async () => {
      await go(latest)
      notifications.show({ color: 'green', message: t('Version {{version}} is back', { version: latest }) })
    })
    if (left_out.length > 0)
      notifications.show({
        color: 'yellow',
        title: t('Left out, as it is gone'),
        message: left_out.map((left) => `${kindName(left.kind)} “${left.name}”`).join(', '),
      })
  }
}

/** Versions of an object: who changed what when, what differs, and the way back. */
export const HistoryDrawer = ({ kind, id, name, unsaved = false, onClose, onRestored }: Props) => {
  const versions = useVersions(kind, id)
  const narrow = useMediaQuery('(max-width: 800px)', false, { getInitialValueInEffect: false })
  const [chosen, setChosen] = useState<number | null>(null)
  const [restoring, setRestoring] = useState(false)
  const restoreVersion = useRestoring({ kind, id, onRestored })
  const all = (versions.data?.pages ?? []).flatMap((page) => page.result)
  const latest = all[0]
  const at = chosen === null ? (narrow ? -1 : 0) : all.findIndex((one) => one.version === chosen)
  const shown = all[at]
  const choose = (index: number): void => {
    setChosen(all[index]?.version ?? null)
    // What it changed is told against the one before, which may stand on the next page
    if (index === all.length - 1 && versions.hasNextPage) void versions.fetchNextPage()
  }
  const restore = async (version: number): Promise<void> => {
    setRestoring(true)
    try {
      await restoreVersion(version, latest?.version ?? version)
      setChosen(null)
    } catch (error) {
      tellProblem(error)
    } finally {
      setRestoring(false)
    }
  }
  const list = (
    <div className={classes['list']}>
      <ol className={classes['versions']} reversed aria-label={t('Versions')}>
        {all.map((version, i) => (
          <VersionItem key={version.version} version={version} isLatest={i === 0} isChosen={i === at} onChoose={() => choose(i)} />
        ))}
      </ol>
      {versions.hasNextPage && (
        <Button variant="subtle" size="xs" loading={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
          {t('Older versions')}
        </Button>
      )}
    </div>
  )
  return (
    <Drawer opened onClose={onClose} position="right" size="min(100%, 1040px)" title={t('History of “{{name}}”', { name })}>
      {versions.error !== null && versions.data === undefined ? (
        <ErrorState message={versions.error.message} onRetry={() => void versions.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
      ) : versions.data === undefined ? (
        <Skeleton height={320} aria-busy="true" />
      ) : latest === undefined ? (
        <EmptyState title={t('No versions yet')}>
          <Text size="sm" c="dimmed">
            {t('The next save keeps what it is now, and what it becomes.')}
          </Text>
        </EmptyState>
      ) : (
        <div className={classes['panes']}>
          {(!narrow || shown === undefined) && list}
          {shown !== undefined && (
            <div className={classes['pane']}>
              {narrow && (
                <Button variant="subtle" size="xs" leftSection={<IconArrowLeft size={16} aria-hidden />} onClick={() => setChosen(null)}>
                  {t('All versions')}
                </Button>
              )}
              <VersionDetails
                key={shown.version}
                kind={kind}
                id={id}
                version={shown}
                previous={all[at + 1]?.version ?? null}
                latest={latest.version}
                restoring={restoring}
                drops={unsaved}
                onRestore={() => void restore(shown.version)}
              />
            </div>
          )}
        </div>
      )}
    </Drawer>
  )
}
