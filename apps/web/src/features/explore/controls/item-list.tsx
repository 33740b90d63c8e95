import type { Control } from '@coset/chart-kit'
import { useDraggable, useDroppable } from '@dnd-kit/core'
import { ActionIcon, UnstyledButton } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { takes } from '../fields/place.ts'
import { useExplore } from '../page/context.ts'
import type { Field } from '../types.ts'
import classes from './controls.module.css'
import { ItemPopover } from './item-popover.tsx'

export interface Item {
  readonly text: string
  readonly icon?: ReactNode
}

interface Props {
  readonly control: Control
  readonly labelId: string
  readonly items: readonly Item[]
  readonly many: boolean
  readonly addText: string
  readonly onRemove: (index: number) => void
  readonly onMove: (from: number, to: number) => void
  /** The editor of an item; `null` is a new one. */
  readonly editor: (index: number | null, close: () => void) => ReactNode
}

interface PillProps {
  readonly control: Control
  readonly index: number
  readonly item: Item
  readonly onOpen: () => void
  readonly onRemove: () => void
  readonly onKey: (event: KeyboardEvent) => void
}

const Pill = ({ control, index, item, onOpen, onRemove, onKey, ...rest }: PillProps) => {
  const id = `item:${control.key}:${index}`
  const drag = useDraggable({ id, data: { from: control.key, index, text: item.text } })
  const drop = useDroppable({ id: `before:${control.key}:${index}`, data: { control, index } })
  const moves = drop.isOver && drop.active?.data.current?.['from'] === control.key
  return (
    <div ref={drop.setNodeRef} className={`${classes['item']} ${moves ? classes['itemOver'] : ''}`} {...rest}>
      <UnstyledButton
        ref={drag.setNodeRef}
        className={classes['itemName'] ?? ''}
        title={item.text}
        onClick={onOpen}
        onKeyDown={onKey}
        aria-haspopup="dialog"
        {...pointerOnly(drag.listeners)}
      >
        {item.icon}
        <span>{item.text}</span>
      </UnstyledButton>
      <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('Remove {{name}}', { name: item.text })} onClick={onRemove}>
        <IconX size={14} stroke={1.5} />
      </ActionIcon>
    </div>
  )
}

/** Keys belong to the button itself: Enter opens, Alt with arrows moves. */
function pointerOnly(listeners: Readonly<Record<string, unknown>> | undefined): Record<string, never> {
  return Object.fromEntries(Object.entries(listeners ?? {}).filter(([name]) => name !== 'onKeyDown')) as Record<string, never>
}

/** The chosen metrics, columns or filters of a control as a list that takes drops, opens editors and can be put in order. */
export const ItemList = ({ control, labelId, items, many, addText, onRemove, onMove, editor }: Props) => {
  const { wanted, opened } = useExplore()
  const [open, setOpen] = useState<number | 'new' | null>(null)
  const drop = useDroppable({ id: `control:${control.key}`, data: { control } })
  const asked = wanted?.key === control.key ? wanted.index : null
  useEffect(() => {
    if (asked === null) return
    setOpen(asked)
    opened()
  }, [asked, opened])
  const close = (): void => setOpen(null)
  const onKey = (index: number) => (event: KeyboardEvent) => {
    if (event.key === 'Delete' || event.key === 'Backspace') onRemove(index)
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (!event.altKey || step === 0) return
    event.preventDefault()
    if (index + step >= 0 && index + step < items.length) onMove(index, index + step)
  }
  const active = drop.active?.data.current
  const field = active?.['field'] as Field | undefined
  const isOver =
    (drop.over?.data.current?.['control'] as Control | undefined)?.key === control.key &&
    (field === undefined ? active?.['from'] === control.key : takes(control, field))
  const lacks = control.required === true && items.length === 0
  return (
    <fieldset
      ref={drop.setNodeRef}
      aria-labelledby={labelId}
      className={`${classes['items']} ${lacks ? classes['wanted'] : ''} ${isOver ? classes['over'] : ''}`}
    >
      {items.map((item, index) => (
        <ItemPopover
          key={`${index}:${item.text}`}
          opened={open === index}
          onClose={close}
          label={item.text}
          target={
            <div>
              <Pill
                control={control}
                index={index}
                item={item}
                onOpen={() => setOpen(open === index ? null : index)}
                onRemove={() => onRemove(index)}
                onKey={onKey(index)}
              />
            </div>
          }
        >
          {editor(index, close)}
        </ItemPopover>
      ))}
      {(many || items.length === 0) && (
        <ItemPopover
          opened={open === 'new'}
          onClose={close}
          label={addText}
          target={
            <UnstyledButton className={classes['add'] ?? ''} onClick={() => setOpen(open === 'new' ? null : 'new')} aria-haspopup="dialog">
              <IconPlus size={14} stroke={1.5} aria-hidden />
              {addText}
            </UnstyledButton>
          }
        >
          {editor(null, close)}
        </ItemPopover>
      )}
    </fieldset>
  )
}
