import { Popover } from '@mantine/core'
import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect } from 'react'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
  readonly label: string
  readonly target: ReactElement
  readonly children: ReactNode
}

/** True for places that float above the page, such as the list of a select inside of a pop-over. */
const floats = (target: EventTarget | null): boolean => target instanceof Element && target.closest('[data-portal]') !== null

/** An editor that floats beside what it edits; Escape or a click outside closes it and gives the focus back. */
export const ItemPopover = ({ opened, onClose, label, target, children }: Props) => {
  useEffect(() => {
    if (!opened) return
    const onDown = (event: PointerEvent): void => {
      if (!floats(event.target)) onClose()
    }
    document.addEventListener('pointerdown', onDown, true)
    return () => document.removeEventListener('pointerdown', onDown, true)
  }, [opened, onClose])
  const onKeyDown = (event: KeyboardEvent): void => {
    const inList = event.target instanceof Element && event.target.getAttribute('aria-expanded') === 'true'
    if (event.key !== 'Escape' || inList) return
    event.stopPropagation()
    onClose()
  }
  return (
    <Popover
      opened={opened}
      onDismiss={onClose}
      closeOnClickOutside={false}
      closeOnEscape={false}
      position="bottom-end"
      width={340}
      shadow="md"
      trapFocus
      returnFocus
      withinPortal
      withRoles={false}
      middlewares={{ shift: { padding: 8 }, flip: true }}
    >
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label} onKeyDown={onKeyDown} maw="calc(100vw - 16px)" style={{ maxBlockSize: '80dvh', overflowY: 'auto' }}>
        {opened && children}
      </Popover.Dropdown>
    </Popover>
  )
}
