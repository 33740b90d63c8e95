import { useNotifications } from '@mantine/notifications'
import { type ComponentType, useEffect, useState } from 'react'
import classes from './app.module.css'

interface Props {
  readonly position: 'bottom-right'
  readonly autoClose: number
  readonly className: string
}

/** The corner where messages appear; its code comes with the first one. Without it, messages wait for the next try: no page ends for want of them. */
export const Toasts = () => {
  const waiting = useNotifications().notifications.length
  const [Shown, setShown] = useState<ComponentType<Props> | null>(null)
  useEffect(() => {
    if (waiting === 0 || Shown !== null) return
    import('./toast-list.tsx').then(
      ({ Notifications }) => setShown(() => Notifications),
      () => undefined,
    )
  }, [waiting, Shown])
  return Shown === null ? null : <Shown position="bottom-right" autoClose={5000} className={classes['toasts'] ?? ''} />
}
