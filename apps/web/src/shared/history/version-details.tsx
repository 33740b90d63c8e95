import { ErrorState } from '@coset/ui'
import { Button, SegmentedControl, Skeleton, Text } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'
import { absoluteText } from '../moment/index.tsx'
import classes from './history.module.css'
import type { VersionedKind } from './kinds.ts'
import { LayoutPicture } from './layout-diff.tsx'
import { personText } from './person.ts'
import { TextDiff } from './text-diff.tsx'
import type { Snapshot, Version } from './types.ts'
import { useComparison } from './use-versions.ts'

/** Columns that are told line by line. */
const TEXTS: Readonly<Record<string, readonly (readonly [column: string, label: string])[]>> = {
  dashboard: [['css', 'Styles (CSS)']],
  dataset: [['sql', 'SQL']],
  saved_query: [['sql', 'SQL']],
  report: [['sql', 'SQL']],
}

const textIn = (snapshot: Snapshot, column: string): string => {
  const value = snapshot.row[column]
  return typeof value === 'string' ? value : ''
}

interface ComparedProps {
  readonly kind: VersionedKind
  readonly id: number
  readonly from: number
  readonly to: number
}

const Compared = ({ kind, id, from, to }: ComparedProps) => {
  const { data, error, refetch } = useComparison(kind, id, from, to)
  if (error !== null)
    return <ErrorState compact message={error.message} onRetry={() => void refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
  if (data === undefined) return <Skeleton height={160} aria-busy="true" />
  return (
    <>
      {data.words.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('Nothing differs.')}
        </Text>
      ) : (
        <ul className={classes['words']} aria-label={t('What differs')}>
          {data.words.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      {data.layout !== null && <LayoutPicture diff={data.layout} before={data.before} after={data.after} />}
      {(TEXTS[kind] ?? []).map(([column, label]) => (
        <TextDiff key={column} label={t(label)} before={textIn(data.before, column)} after={textIn(data.after, column)} />
      ))}
    </>
  )
}

interface Props {
  readonly kind: VersionedKind
  readonly id: number
  readonly version: Version
  /** The one before; null: none is kept. */
  readonly previous: number | null
  readonly latest: number
  readonly restoring: boolean
  /** The page that shows the object holds changes that restoring drops. */
  readonly drops: boolean
  readonly onRestore: () => void
}

/** One version: what it changed, what changed since, and the way back to it. */
export const VersionDetails = ({ kind, id, version, previous, latest, restoring, drops, onRestore }: Props) => {
  const [against, setAgainst] = useState<'before' | 'now'>('before')
  const isLatest = version.version === latest
  const withNow = !isLatest && (against === 'now' || previous === null)
  return (
    <section className={classes['details']} aria-label={t('Version {{version}}', { version: version.version })}>
      <header className={classes['head']}>
        <h3>{isLatest ? t('Version {{version}} (now)', { version: version.version }) : t('Version {{version}}', { version: version.version })}</h3>
        <p>
          {absoluteText(version.saved_on)} · {personText(version.saved_by)}
        </p>
      </header>
      {!isLatest && (
        <div className={classes['bar']}>
          <SegmentedControl
            size="xs"
            aria-label={t('Compare')}
            value={withNow ? 'now' : 'before'}
            onChange={(value) => setAgainst(value === 'now' ? 'now' : 'before')}
            data={[
              { value: 'before', label: t('What it changed'), disabled: previous === null },
              { value: 'now', label: t('What changed since') },
            ]}
          />
          <Button size="xs" {...(drops ? { color: 'red' } : {})} loading={restoring} onClick={onRestore}>
            {drops ? t('Restore, and drop my changes') : t('Restore this version')}
          </Button>
        </div>
      )}
      {!isLatest && drops && (
        <Text size="sm" role="note">
          {t('You have changes here that are not saved. Restoring a version drops them.')}
        </Text>
      )}
      {withNow ? (
        <Compared key="now" kind={kind} id={id} from={version.version} to={latest} />
      ) : previous === null ? (
        <ul className={classes['words']}>
          {version.words.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      ) : (
        <Compared key="before" kind={kind} id={id} from={previous} to={version.version} />
      )}
    </section>
  )
}
