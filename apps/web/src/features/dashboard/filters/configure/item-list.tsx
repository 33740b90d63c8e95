import { type ConfigDraft, type ConfigItem, type ConfigKind, isDivider } from '@coset/chart-kit/dashboard'
import { ActionIcon, Button, Group, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconAlertCircle, IconArrowDown, IconArrowUp, IconFilterPlus, IconGripVertical, IconSeparatorHorizontal, IconTrash } from '@tabler/icons-react'
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { t } from '../../../../session/i18n.ts'
import classes from './configure.module.css'
import { controlTypes, filterTypes, nameOf } from './words.ts'

const KIND = 'application/x-coset-filter'

interface Props {
  readonly kind: ConfigKind
  readonly draft: ConfigDraft
  readonly chosen: string | null
  /** Items that cannot be saved as they are. */
  readonly wrong: ReadonlySet<string>
  readonly onChoose: (id: string) => void
  readonly onMove: (id: string, to: number) => void
  readonly onRemove: (id: string) => void
  readonly onRestore: (id: string) => void
  readonly onAdd: (isDivider: boolean) => void
}

interface RowProps extends Omit<Props, 'draft' | 'onAdd' | 'kind'> {
  readonly item: ConfigItem
  readonly at: number
  readonly count: number
  readonly isRemoved: boolean
}

const kindText = (item: ConfigItem): string =>
  isDivider(item) ? t('Divider') : ([...filterTypes(), ...controlTypes()].find((type) => type.value === item.filterType)?.label ?? item.filterType)

const Row = ({ item, at, count, isRemoved, chosen, wrong, onChoose, onMove, onRemove, onRestore }: RowProps) => {
  const [isOver, setOver] = useState(false)
  const row = useRef<HTMLLIElement>(null)
  const wanted = useRef<string | null>(null)
  // A button that moves with its row loses the focus, and one at the edge cannot hold it
  useEffect(() => {
    if (wanted.current === null) return
    const button = row.current?.querySelector<HTMLElement>(`[data-move="${wanted.current}"]:not(:disabled)`)
    ;(button ?? row.current?.querySelector<HTMLElement>('[data-choose]'))?.focus()
    wanted.current = null
  })
  const name = nameOf(item)
  const move = (step: -1 | 1, by: string): void => {
    if (at + step < 0 || at + step >= count) return
    wanted.current = by
    onMove(item.id, at + step)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    move(event.key === 'ArrowUp' ? -1 : 1, 'none')
  }
  const onDrop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    const id = event.dataTransfer.getData(KIND)
    if (id !== '') onMove(id, at)
  }
  if (isRemoved)
    return (
      <li ref={row} className={classes['row']} data-removed>
        <span className={classes['rowName']}>{name}</span>
        <Button size="compact-xs" variant="subtle" onClick={() => onRestore(item.id)} aria-label={t('Bring {{name}} back', { name })}>
          {t('Undo')}
        </Button>
      </li>
    )
  return (
    <li
      ref={row}
      className={classes['row']}
      data-chosen={chosen === item.id || undefined}
      data-over={isOver || undefined}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(KIND, item.id)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(KIND)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <IconGripVertical size={14} stroke={1.5} aria-hidden className={classes['grip'] ?? ''} />
      <UnstyledButton
        className={classes['choose'] ?? ''}
        data-choose
        aria-current={chosen === item.id}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        onClick={() => onChoose(item.id)}
        onKeyDown={onKeyDown}
      >
        <span className={classes['rowName']}>{name}</span>
        <span className={classes['rowKind']}>{kindText(item)}</span>
      </UnstyledButton>
      {wrong.has(item.id) && <IconAlertCircle size={16} stroke={1.5} role="img" aria-label={t('Something is missing')} className={classes['wrong'] ?? ''} />}
      <Group gap={0} wrap="nowrap">
        <ActionIcon
          size={24}
          variant="subtle"
          color="gray"
          data-move="up"
          className={classes['move'] ?? ''}
          disabled={at === 0}
          aria-label={t('Move {{name}} up', { name })}
          onClick={() => move(-1, 'up')}
        >
          <IconArrowUp size={14} stroke={1.5} />
        </ActionIcon>
        <ActionIcon
          size={24}
          variant="subtle"
          color="gray"
          data-move="down"
          className={classes['move'] ?? ''}
          disabled={at === count - 1}
          aria-label={t('Move {{name}} down', { name })}
          onClick={() => move(1, 'down')}
        >
          <IconArrowDown size={14} stroke={1.5} />
        </ActionIcon>
        <ActionIcon size={24} variant="subtle" color="red" aria-label={t('Remove {{name}}', { name })} onClick={() => onRemove(item.id)}>
          <IconTrash size={14} stroke={1.5} />
        </ActionIcon>
      </Group>
    </li>
  )
}

/** Filters and dividers in their order: to choose, move, remove and bring back. */
export const ItemList = ({ kind, draft, onAdd, ...rest }: Props) => {
  const [said, setSaid] = useState('')
  const count = draft.items.length
  const onMove = (id: string, to: number): void => {
    const item = draft.items.find((one) => one.id === id)
    rest.onMove(id, to)
    if (item !== undefined) setSaid(t('{{name}} is number {{place}} of {{count}} now', { name: nameOf(item), place: to + 1, count }))
  }
  return (
    <>
      <Group gap="xs">
        <Button size="xs" variant="default" leftSection={<IconFilterPlus size={16} stroke={1.5} />} onClick={() => onAdd(false)}>
          {kind === 'filters' ? t('Add filter') : t('Add display control')}
        </Button>
        <Button size="xs" variant="default" leftSection={<IconSeparatorHorizontal size={16} stroke={1.5} />} onClick={() => onAdd(true)}>
          {t('Add divider')}
        </Button>
      </Group>
      {count > 0 && (
        <ol className={classes['rows']}>
          {draft.items.map((item, at) => (
            <Row key={item.id} {...rest} onMove={onMove} item={item} at={at} count={count} isRemoved={draft.removed.has(item.id)} />
          ))}
        </ol>
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
    </>
  )
}
