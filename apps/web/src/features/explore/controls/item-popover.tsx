import { Popover } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

interface Props {
  readonly opened: boolean
  readonly onClose: () => void
  readonly label: string
  readonly target: ReactElement
  readonly children: ReactNode
}

/** An editor that floats beside what it edits; Escape or a click outside closes it and gives the focus back. */
export const ItemPopover = ({ opened, onClose, label, target, children }: Props) => (
  <Popover opened={opened} onDismiss={onClose} position="bottom-end" width={340} shadow="md" trapFocus returnFocus withinPortal middlewares={{ shift: { padding: 8 }, flip: true }}>
    <Popover.Target>{target}</Popover.Target>
    <Popover.Dropdown aria-label={label} maw="calc(100vw - 16px)" style={{ maxBlockSize: '80dvh', overflowY: 'auto' }}>
      {opened && children}
    </Popover.Dropdown>
  </Popover>
)
