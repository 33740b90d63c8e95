import type { QueryFilter } from '@coset/chart-kit'
import { EmptyState, ErrorState } from '@coset/ui'
import { ActionIcon, Button, Modal, Skeleton, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconChevronLeft, IconChevronRight, IconDownload, IconRefresh } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { LostAnswer } from '../chart-data/index.ts'
import { shownColumn } from './cells.ts'
import { Chips } from './chips.tsx'
import { ColumnsMenu } from './columns-menu.tsx'
import classes from './drill.module.css'
import { RowsTable } from './rows-table.tsx'
import type { Subject } from './subject.ts'
import { PAGE_ROWS, useDetail } from './use-detail.ts'
import { columnName } from './words.ts'

const NO_COLUMNS: ReadonlySet<string> = new Set()
/** Dataset → columns that are not shown, while the page is open. */
const hiddenColumns = new Map<number, ReadonlySet<string>>()

const useHidden = (datasetId: number) => {
  const [hidden, setHidden] = useState(hiddenColumns.get(datasetId) ?? NO_COLUMNS)
  const hide = (next: ReadonlySet<string>): void => {
    hiddenColumns.set(datasetId, next)
    setHidden(next)
  }
  return { hidden, hide }
}

const number = (value: number): string => value.toLocaleString('en')

const countText = ({
  page,
  shown,
  total,
  isCut,
}: {
  readonly page: number
  readonly shown: number
  readonly total: number | null
  readonly isCut: boolean
}): string => {
  const from = page * PAGE_ROWS
  if (shown === 0) return t('No rows')
  const range = { from: number(from + 1), to: number(from + shown) }
  if (total === null) return t('Rows {{from}} to {{to}}', range)
  return t('Rows {{from}} to {{to}} of {{total}}', { ...range, total: `${number(total)}${isCut ? '+' : ''}` })
}

interface Props {
  readonly subject: Subject
  readonly datum: readonly QueryFilter[]
  readonly mayDownload: boolean
  readonly onClose: () => void
}

/** The rows behind a chart, or behind what one pointed at. */
export const DetailDialog = ({ subject, datum, mayDownload, onClose }: Props) => {
  const narrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false }) === true
  const { rows, total, isCut, counting, page, setPage, conditions, removed, remove, restore, reload, file } = useDetail(subject, datum)
  const { hidden, hide } = useHidden(subject.dataset.id)
  const [saving, setSaving] = useState(false)
  const result = rows.data?.result
  const at = rows.data?.page ?? page
  const columns = useMemo(
    () => (result?.colnames ?? []).map((key, index) => shownColumn(key, columnName(subject.dataset, key), result?.coltypes[index], result?.data ?? [])),
    [result, subject.dataset],
  )
  const shown = result?.data.length ?? 0
  const isLast = total === null || isCut ? shown < PAGE_ROWS : (page + 1) * PAGE_ROWS >= total
  const download = async (): Promise<void> => {
    setSaving(true)
    try {
      await api.download('POST', '/api/v1/chart/data', { body: file() })
    } catch (error) {
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    } finally {
      setSaving(false)
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('Rows behind {{name}}', { name: subject.name })}
      size="min(1280px, 94vw)"
      fullScreen={narrow}
      returnFocus={false}
      classNames={{ content: classes['content'] ?? '', body: classes['body'] ?? '' }}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <Chips conditions={conditions} dataset={subject.dataset} removed={removed} onRemove={remove} onRestore={restore} />
      <div className={classes['tools']}>
        <span className={classes['count']} aria-live="polite">
          {result === undefined ? '' : countText({ page: at, shown, total, isCut })}
          {result !== undefined && total === null && counting && ` · ${t('counting…')}`}
        </span>
        <ActionIcon.Group>
          <ActionIcon
            variant="default"
            size={28}
            aria-label={t('Previous rows')}
            disabled={page === 0 || rows.isPlaceholderData}
            onClick={() => setPage(page - 1)}
          >
            <IconChevronLeft size={16} stroke={1.5} />
          </ActionIcon>
          <ActionIcon variant="default" size={28} aria-label={t('Next rows')} disabled={isLast || rows.isPlaceholderData} onClick={() => setPage(page + 1)}>
            <IconChevronRight size={16} stroke={1.5} />
          </ActionIcon>
        </ActionIcon.Group>
        <Tooltip label={t('Ask the database again')}>
          <ActionIcon variant="default" size={28} aria-label={t('Reload')} loading={rows.isFetching && result !== undefined} onClick={reload}>
            <IconRefresh size={16} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
        <ColumnsMenu columns={columns} hidden={hidden} onHide={hide} />
        {mayDownload && (
          <Button size="compact-sm" variant="default" loading={saving} leftSection={<IconDownload size={16} stroke={1.5} />} onClick={() => void download()}>
            {t('Download CSV')}
          </Button>
        )}
      </div>
      <div className={classes['rows']}>
        {rows.error !== null ? (
          <ErrorState
            compact
            message={rows.error.message}
            details={rows.error instanceof ApiError ? rows.error.details : ''}
            onRetry={() => void rows.refetch()}
            retryLabel={rows.error instanceof LostAnswer ? t('Run again') : t('Try again')}
            detailsLabel={t('Details')}
          />
        ) : result === undefined ? (
          <Skeleton h="100%" aria-label={t('Loading')} />
        ) : shown === 0 ? (
          <EmptyState compact title={t('No rows under these filters')} action={conditions.length === 0 ? undefined : <p>{t('Remove one of them above.')}</p>} />
        ) : (
          <RowsTable
            key={at}
            label={t('Rows behind {{name}}', { name: subject.name })}
            columns={columns.filter(({ key }) => !hidden.has(key))}
            rows={result.data}
            from={at * PAGE_ROWS}
            total={total}
            stale={rows.isPlaceholderData}
          />
        )}
      </div>
    </Modal>
  )
}
