import { useDraggable } from '@dnd-kit/core'
import { TextInput, Tooltip, UnstyledButton } from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { memo, type ReactNode, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { columnType } from '../adhoc/column.ts'
import type { Dataset, DatasetColumn, DatasetMetric, Field } from '../types.ts'
import classes from './fields.module.css'
import { matchingFields } from './search.ts'
import { ColumnIcon, TypeIcon } from './type-icon.tsx'

const FIRST = 60

interface RowProps {
  readonly field: Field
  readonly onAdd: (field: Field) => void
}

const nameOf = (field: Field): string =>
  field.kind === 'metric' ? field.metric.verbose_name || field.metric.metric_name : field.column.verbose_name || field.column.column_name

function about(field: Field): string {
  const { description, expression } = field.kind === 'metric' ? field.metric : field.column
  const type = field.kind === 'metric' ? '' : (field.column.type ?? '')
  return [type, expression ?? '', description ?? ''].filter((text) => text !== '').join(' · ')
}

const Row = memo(function Row({ field, onAdd }: RowProps) {
  const id = field.kind === 'metric' ? `field:metric:${field.metric.metric_name}` : `field:column:${field.column.column_name}`
  const { listeners, setNodeRef, isDragging } = useDraggable({ id, data: { field } })
  const name = nameOf(field)
  const onPointerDown = listeners?.['onPointerDown'] as React.PointerEventHandler | undefined
  const onTouchStart = listeners?.['onTouchStart'] as React.TouchEventHandler | undefined
  const onMouseDown = listeners?.['onMouseDown'] as React.MouseEventHandler | undefined
  return (
    <li>
      <Tooltip label={about(field)} disabled={about(field) === ''} multiline maw={320} position="right" openDelay={500}>
        <UnstyledButton
          ref={setNodeRef}
          className={classes['row'] ?? ''}
          data-dragging={isDragging || undefined}
          aria-label={t('Add {{name}}', { name })}
          onClick={() => onAdd(field)}
          {...(onPointerDown && { onPointerDown })}
          {...(onTouchStart && { onTouchStart })}
          {...(onMouseDown && { onMouseDown })}
        >
          {field.kind === 'metric' ? <TypeIcon type="metric" /> : <ColumnIcon column={field.column} />}
          <span>{name}</span>
          <IconPlus size={14} stroke={1.5} className={classes['plus']} aria-hidden />
        </UnstyledButton>
      </Tooltip>
    </li>
  )
})

const List = ({ title, fields, onAdd }: { readonly title: string; readonly fields: readonly Field[]; readonly onAdd: (field: Field) => void }) => {
  const [all, setAll] = useState(false)
  if (fields.length === 0) return null
  const shown = all ? fields : fields.slice(0, FIRST)
  return (
    <section aria-label={title}>
      <h2 className={classes['title']}>
        {title} <span>{fields.length}</span>
      </h2>
      <ul className={classes['list']}>
        {shown.map((field) => (
          <Row key={nameOf(field) + (field.kind === 'metric' ? field.metric.metric_name : field.column.column_name)} field={field} onAdd={onAdd} />
        ))}
      </ul>
      {shown.length < fields.length && (
        <UnstyledButton className={classes['more'] ?? ''} onClick={() => setAll(true)}>
          {t('Show {{count}} more', { count: fields.length - shown.length })}
        </UnstyledButton>
      )}
    </section>
  )
}

interface Props {
  readonly dataset: Dataset
  /** The button that folds the pane. */
  readonly fold: ReactNode
  readonly onAdd: (field: Field) => void
}

const asColumn = (column: DatasetColumn): Field => ({ kind: 'column', column })
const asMetric = (metric: DatasetMetric): Field => ({ kind: 'metric', metric })

/** The dataset's metrics and columns; each can be dragged to a control or added with Enter. */
export const FieldsPane = ({ dataset, fold, onAdd }: Props) => {
  const [search, setSearch] = useState('')
  const { metrics, columns } = matchingFields(dataset, search)
  const times = columns.filter((column) => columnType(column) === 'time')
  const others = columns.filter((column) => columnType(column) !== 'time')
  return (
    <div className={classes['pane']}>
      <div className={classes['find']}>
        <TextInput
          size="xs"
          type="search"
          aria-label={t('Search fields')}
          placeholder={t('Search fields')}
          leftSection={<IconSearch size={14} stroke={1.5} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {fold}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard */}
      <section className={classes['scroll']} tabIndex={0} aria-label={t('Fields')}>
        <List title={t('Metrics')} fields={metrics.map(asMetric)} onAdd={onAdd} />
        <List title={t('Time')} fields={times.map(asColumn)} onAdd={onAdd} />
        <List title={t('Columns')} fields={others.map(asColumn)} onAdd={onAdd} />
        {metrics.length + columns.length === 0 && <p className={classes['none']}>{t('No field is called so.')}</p>}
      </section>
    </div>
  )
}
