import { ActionIcon, Popover, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconBell } from '@tabler/icons-react'
import { useCallback, useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { change, mark, type Notice, unread, useBook } from '../../shared/work/index.ts'
import { NoticeList } from './list.tsx'
import classes from './notices.module.css'
import { useToasts } from './use-toasts.tsx'

const told = (error: unknown): void => {
  notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
}

/** A bell with what ended elsewhere; tells of it as it comes. */
export const Notices = () => {
  const book = useBook()
  const navigate = useNavigate()
  // The rail is a bar at the bottom then
  const isPhone = useMediaQuery('(max-width: 640px)')
  const [opened, setOpened] = useState(false)
  const follow = useCallback(
    (notice: Notice): void => {
      change((before) => mark(before, (one) => one.id === notice.id, { read: true }))
      setOpened(false)
      if (notice.file && notice.failed === 0) api.download('GET', notice.href).catch(told)
      else void navigate(notice.href)
    },
    [navigate],
  )
  useToasts(book.notices, follow)
  const count = unread(book)
  const label = count === 0 ? t('Notices') : t('Notices, {{count}} new', { count })
  // What one has seen the list of is no news any more, once one closes it
  const close = (): void => {
    setOpened(false)
    change((before) => mark(before, (one) => !one.read, { read: true }))
  }
  return (
    <Popover
      opened={opened}
      onChange={(on) => (on ? setOpened(true) : close())}
      position={isPhone ? 'top-end' : 'right-end'}
      shadow="md"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <Tooltip label={label} position="right" disabled={opened}>
          <ActionIcon
            variant="subtle"
            size="lg"
            color="gray"
            aria-label={label}
            aria-haspopup="dialog"
            className={classes['bell'] ?? ''}
            onClick={() => (opened ? close() : setOpened(true))}
          >
            <IconBell size={20} stroke={1.5} />
            {count > 0 && (
              <span className={classes['count']} aria-hidden>
                {count > 99 ? '99+' : count}
              </span>
            )}
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={t('Notices')}>
        <NoticeList
          open={book.open.filter((work) => work.ended === undefined)}
          notices={book.notices}
          onFollow={follow}
          onClear={() => change((before) => ({ ...before, notices: [] }))}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
