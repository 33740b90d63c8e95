import { EmptyState } from '@coset/ui'
import { Button } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { t } from '../../session/i18n.ts'
import { usePlace } from '../queue/use-place.ts'
import type { Progress } from './ask.ts'
import classes from './progress.module.css'

const PATIENCE_MS = 1000

/** Whole seconds since a moment, told each second. */
const useSeconds = (since: number): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.floor((now - since) / 1000))
}

/** Whether a worker has it yet, in words. */
export const stateText = ({ state }: Progress): string => (state === 'pending' ? t('Waiting for a worker') : t('Running'))

/** How far a request is that takes longer than a second, and a way to stop it. */
export const ChartProgress = ({ progress, onStop }: { readonly progress: Progress; readonly onStop: () => void }) => {
  const seconds = useSeconds(progress.since)
  const place = usePlace(progress.jobId, true)
  if (seconds * 1000 < PATIENCE_MS) return null
  return (
    <div className={classes['progress']}>
      <span role="status">{place === '' ? stateText(progress) : place}</span>
      <span className={classes['clock']}>{t('{{count}} s', { count: seconds })}</span>
      <Button size="compact-xs" variant="light" color="red" leftSection={<IconPlayerStop size={14} stroke={1.5} />} onClick={onStop}>
        {t('Stop')}
      </Button>
    </div>
  )
}

/** What is said of a request that one stopped. `inLine`: under an older picture, which stays. */
export const Stopped = ({ onAgain, inLine = false }: { readonly onAgain: () => void; readonly inLine?: boolean }) => {
  const again = (
    <Button size="compact-xs" variant="light" onClick={onAgain}>
      {t('Run again')}
    </Button>
  )
  return inLine ? (
    <div className={classes['progress']}>
      <span role="status">{t('Stopped; the picture is that of before')}</span>
      {again}
    </div>
  ) : (
    <EmptyState compact title={t('Stopped')} action={again} />
  )
}
