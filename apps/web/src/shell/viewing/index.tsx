import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconEye } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { followEyes, seeAsOneself } from '../../session/eyes.ts'
import { t } from '../../session/i18n.ts'
import { type Bootstrap, useSession } from '../../session/session.tsx'
import classes from './viewing.module.css'

const clock = (moment: Date): string => moment.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })

const Banner = ({ user, viewing }: { readonly user: Bootstrap['user']; readonly viewing: NonNullable<Bootstrap['viewing']> }) => {
  const [busy, setBusy] = useState(false)
  const until = Date.parse(`${viewing.until}Z`)
  useEffect(() => {
    const timer = window.setTimeout(() => window.location.reload(), Math.max(1000, until - Date.now() + 1000))
    return () => clearTimeout(timer)
  }, [until])
  const back = (): void => {
    setBusy(true)
    seeAsOneself().catch((error: unknown) => {
      setBusy(false)
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    })
  }
  return (
    <aside className={classes['banner']} aria-label={t('Whose eyes these are')}>
      <IconEye size={20} aria-hidden className={classes['icon']} />
      <p className={classes['text']}>
        {t('You see the site as')} <strong>{user === null ? t('nobody signed in') : user.username}</strong>
        <span className={classes['more']}>
          {user !== null && ` (${user.first_name} ${user.last_name})`} · {t('You can only look, until {{time}}', { time: clock(new Date(until)) })}
        </span>
      </p>
      <Button className={classes['back'] ?? ''} size="compact-sm" color="dark" variant="filled" loading={busy} onClick={back}>
        {t('Back to yourself')}
      </Button>
    </aside>
  )
}

/** While the site is seen as somebody else, every page stands below a line that says so. */
export const Viewing = ({ children }: { readonly children: ReactNode }) => {
  const { user, viewing } = useSession()
  useEffect(followEyes, [])
  if (viewing === null) return children
  return (
    <div className={classes['viewing']}>
      <Banner user={user} viewing={viewing} />
      <div className={classes['page']}>{children}</div>
    </div>
  )
}
