import { ActionIcon, Button, Checkbox, Skeleton, Table, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconTrashX } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import { kindIcon, kindName } from '../../shared/history/kinds.ts'
import { personText } from '../../shared/history/person.ts'
import type { TrashEntry } from '../../shared/history/types.ts'
import { Ago, absoluteText } from '../../shared/moment/index.tsx'
import { leftText } from './left.ts'
import classes from './trash.module.css'

interface Props {
  /** undefined: on their way for the first time. */
  readonly entries: readonly TrashEntry[] | undefined
  readonly chosen: ReadonlySet<number>
  readonly busy: boolean
  readonly onChoose: (ids: ReadonlySet<number>) => void
  readonly onRestore: (entry: TrashEntry) => void
  readonly onPurge: (entry: TrashEntry) => void
}

const nameOf = (entry: TrashEntry): string => (entry.name === '' ? t('Untitled') : entry.name)

const Row = ({
  entry,
  chosen,
  busy,
  onToggle,
  onRestore,
  onPurge,
}: Omit<Props, 'entries' | 'onChoose'> & { readonly entry: TrashEntry; readonly onToggle: () => void }) => {
  const Icon = kindIcon(entry.kind)
  const name = nameOf(entry)
  return (
    <Table.Tr data-selected={chosen.has(entry.id) || undefined}>
      <Table.Td>
        <Checkbox aria-label={t('Select {{name}}', { name })} checked={chosen.has(entry.id)} onChange={onToggle} />
      </Table.Td>
      <Table.Td>
        <span className={classes['name']}>
          <Icon size={18} stroke={1.5} aria-hidden className={classes['icon'] ?? ''} />
          <span>
            <span className={classes['title']}>{name}</span>
            <span className={classes['kind']}>{kindName(entry.kind)}</span>
            <span className={`${classes['kind']} ${classes['narrow']}`}>
              <Ago at={entry.deleted_on} /> · {personText(entry.deleted_by)}
            </span>
          </span>
        </span>
      </Table.Td>
      <Table.Td className={classes['wide'] ?? ''}>{personText(entry.deleted_by)}</Table.Td>
      <Table.Td className={classes['wide'] ?? ''}>
        <Ago at={entry.deleted_on} />
      </Table.Td>
      <Table.Td className="coset-figures">
        <span title={entry.purged_on === null ? undefined : absoluteText(entry.purged_on)}>{leftText(entry.purged_on, Date.now())}</span>
      </Table.Td>
      <Table.Td>
        <span className={classes['acts']}>
          <Button
            size="compact-sm"
            variant="light"
            disabled={busy}
            leftSection={<IconArrowBackUp size={16} stroke={1.5} aria-hidden />}
            aria-label={t('Restore {{name}}', { name })}
            onClick={() => onRestore(entry)}
          >
            {t('Restore')}
          </Button>
          <Tooltip label={t('Delete for good…')}>
            <ActionIcon variant="subtle" color="red" disabled={busy} aria-label={t('Delete {{name}} for good', { name })} onClick={() => onPurge(entry)}>
              <IconTrashX size={18} stroke={1.5} />
            </ActionIcon>
          </Tooltip>
        </span>
      </Table.Td>
    </Table.Tr>
  )
}

/** What was deleted, the latest first. */
export const TrashTable = ({ entries, chosen, onChoose, ...rest }: Props) => {
  const rows = entries ?? []
  const count = rows.filter((entry) => chosen.has(entry.id)).length
  const toggle = (id: number): void => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChoose(next)
  }
  return (
    <div className={classes['scroll']}>
      <Table highlightOnHover verticalSpacing="xs" aria-label={t('Trash')} aria-busy={entries === undefined}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={36}>
              <Checkbox
                aria-label={t('Select all')}
                checked={count > 0 && count === rows.length}
                indeterminate={count > 0 && count < rows.length}
                onChange={() => onChoose(count === rows.length ? new Set() : new Set(rows.map((entry) => entry.id)))}
              />
            </Table.Th>
            <Table.Th>{t('Name')}</Table.Th>
            <Table.Th className={classes['wide'] ?? ''}>{t('Deleted by')}</Table.Th>
            <Table.Th className={classes['wide'] ?? ''}>{t('Deleted')}</Table.Th>
            <Table.Th>{t('Kept for')}</Table.Th>
            <Table.Th>
              <span className="coset-visually-hidden">{t('Actions')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries === undefined
            ? Array.from({ length: 8 }, (_, i) => (
                <Table.Tr key={i}>
                  <Table.Td colSpan={6}>
                    <Skeleton height={24} />
                  </Table.Td>
                </Table.Tr>
              ))
            : rows.map((entry) => <Row key={entry.id} entry={entry} chosen={chosen} onToggle={() => toggle(entry.id)} {...rest} />)}
        </Table.Tbody>
      </Table>
    </div>
  )
}
