import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { change, mark, type Notice, wasAwaitedHere } from '../../shared/work/index.ts'
import classes from './notices.module.css'
import { noticeAction, noticeText } from './text.ts'

const STAY_MS = 12_000

const pathOf = (href: string): string => new URL(href, window.location.origin).pathname

/** Whoever sees the thing itself needs no word of it. */
const isSeen = (notice: Notice): boolean => wasAwaitedHere(notice.id) || (notice.kind === 'chart' && pathOf(notice.href) === window.location.pathname)

const show = (notice: Notice, follow: (notice: Notice) => void): void => {
  const id = `notice ${notice.id}`
  notifications.show({
    id,
    autoClose: STAY_MS,
    color: notice.failed > 0 ? 'red' : 'green',
    message: (
      <span className={classes['toast']}>
        {noticeText(notice)}
        <Button
          size="compact-xs"
          variant="light"
          flex="none"
          onClick={() => {
            notifications.hide(id)
            follow(notice)
          }}
        >
          {noticeAction(notice)}
        </Button>
      </span>
    ),
  })
}

/** Shows new notices in the tab that is looked at; those that come while none is wait for the next. */
export const useToasts = (notices: readonly Notice[], follow: (notice: Notice) => void): void => {
  useEffect(() => {
    const showNew = (): void => {
      if (document.visibilityState !== 'visible') return
      const fresh = notices.filter((one) => !one.shown)
      if (fresh.length === 0) return
      const ids = new Set(fresh.map((one) => one.id))
      const seen = new Set(fresh.filter(isSeen).map((one) => one.id))
      change((book) =>
        mark(
          mark(book, (one) => ids.has(one.id), { shown: true }),
          (one) => seen.has(one.id),
          { read: true },
        ),
      )
      for (const notice of fresh) if (!seen.has(notice.id)) show(notice, follow)
    }
    showNew()
    document.addEventListener('visibilitychange', showNew)
    return () => document.removeEventListener('visibilitychange', showNew)
  }, [notices, follow])
}
