import { dropBeside, type Item, moveItem, removeItem, resizeItem } from '@coset/chart-kit/dashboard'
import { ActionIcon, Group } from '@mantine/core'
import { IconArrowLeft, IconArrowRight, IconGripVertical, IconTrash } from '@tabler/icons-react'
import { type DragEvent, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { useDashboard } from '../model/context.ts'
import classes from './edit-frame.module.css'

const KIND = 'application/x-coset-item'
const UNIT = 8

const names = (item: Item): string => item.meta.sliceNameOverride ?? item.meta.sliceName ?? item.meta.text ?? t(item.type.toLowerCase())

/** While arranging: handles to move, resize and remove around an item. Otherwise only the item. */
export const EditFrame = ({ item, plain = false, children }: { readonly item: Item; readonly plain?: boolean; readonly children: ReactNode }) => {
  const { editing, edit } = useDashboard()
  const box = useRef<HTMLElement>(null)
  const [over, setOver] = useState<'before' | 'after' | null>(null)
  if (!editing) return children
  const width = item.meta.width ?? 4
  const height = item.meta.height ?? 50
  const onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(KIND) || box.current === null) return
    event.preventDefault()
    const bounds = box.current.getBoundingClientRect()
    const after = plain ? event.clientY > bounds.top + bounds.height / 2 : event.clientX > bounds.left + bounds.width / 2
    setOver(after ? 'after' : 'before')
  }
  const onDrop = (event: DragEvent): void => {
    event.preventDefault()
    event.stopPropagation()
    const id = event.dataTransfer.getData(KIND)
    const after = over === 'after'
    setOver(null)
    if (id !== '') edit((before) => dropBeside(before, id, item.id, after))
  }
  const startResize = (event: PointerEvent<HTMLButtonElement>): void => {
    const cell = box.current
    if (cell === null) return
    event.preventDefault()
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    const column = cell.getBoundingClientRect().width / width
    const from = { x: event.clientX, y: event.clientY }
    const move = (at: globalThis.PointerEvent): void =>
      edit((before) => resizeItem(before, item.id, width + (at.clientX - from.x) / column, height + (at.clientY - from.y) / UNIT))
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', () => handle.removeEventListener('pointermove', move), { once: true })
  }
  const onResizeKey = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 4], ArrowUp: [0, -4] }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    edit((before) => resizeItem(before, item.id, width + step[0], height + step[1]))
  }
  const name = names(item)
  return (
    <section
      className={classes['frame']}
      ref={box}
      data-over={over ?? undefined}
      data-plain={plain || undefined}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(null)}
      onDrop={onDrop}
      aria-label={t('Arrange {{name}}', { name })}
    >
      <Group
        gap={2}
        className={classes['tools'] ?? ''}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(KIND, item.id)
          event.stopPropagation()
        }}
      >
        <IconGripVertical size={16} aria-hidden className={classes['grip'] ?? ''} />
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t('Move {{name}} back', { name })}
          onClick={() => edit((before) => moveItem(before, item.id, -1))}
        >
          <IconArrowLeft size={14} />
        </ActionIcon>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t('Move {{name}} on', { name })}
          onClick={() => edit((before) => moveItem(before, item.id, 1))}
        >
          <IconArrowRight size={14} />
        </ActionIcon>
        <ActionIcon
          size="sm"
          variant="subtle"
          color="red"
          aria-label={t('Remove {{name}}', { name })}
          onClick={() => edit((before) => removeItem(before, item.id))}
        >
          <IconTrash size={14} />
        </ActionIcon>
      </Group>
      <div className={classes['content']}>{children}</div>
      {!plain && (
        <button
          type="button"
          className={classes['resize']}
          aria-label={t('Resize {{name}} (arrow keys)', { name })}
          onPointerDown={startResize}
          onKeyDown={onResizeKey}
        />
      )}
    </section>
  )
}
