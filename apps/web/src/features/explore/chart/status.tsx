import { fallbackDefinition } from '@coset/charts'
import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconBolt, IconPlayerStop, IconRefresh } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { stateText } from '../../../shared/chart-data/index.ts'
import { cutText, useCutRows } from '../../../shared/cut-rows/index.tsx'
import classes from './chart.module.css'
import type { Run } from './use-run.ts'

const NO_FORM = {}

const seconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)

/** Time since it began to run, in ms, ten times a second. */
function useElapsed(isRunning: boolean): number {
  const [elapsed, setElapsed] = useState(0)
  useEffect(() => {
    if (!isRunning) return
    const began = performance.now()
    setElapsed(0)
    const timer = setInterval(() => setElapsed(performance.now() - began), 100)
    return () => clearInterval(timer)
  }, [isRunning])
  return elapsed
}

function ago(text: string | null | undefined): string {
  const time = text ? Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`) : Number.NaN
  if (!Number.isFinite(time)) return ''
  const minutes = Math.max(0, Math.round((Date.now() - time) / 60_000))
  if (minutes < 1) return t('just now')
  if (minutes < 60) return t('{{count}} min ago', { count: minutes })
  return minutes < 2880 ? t('{{count}} h ago', { count: Math.round(minutes / 60) }) : t('{{count}} days ago', { count: Math.round(minutes / 1440) })
}

/** Rows, freshness and time of the last answer; stop while it runs. */
export const Status = ({ run }: { readonly run: Run }) => {
  const elapsed = useElapsed(run.isRunning)
  const first = run.picture?.results[0]
  const rows = run.picture?.results.map((result) => (result.sql_rowcount ?? result.rowcount).toLocaleString('en')).join(' + ')
  const cut = useCutRows(run.picture?.definition ?? fallbackDefinition('table'), run.picture?.formData ?? NO_FORM, run.picture?.results)
  const isCached = first?.is_cached === true
  return (
    <div className={classes['status']} role="status">
      {run.isRunning ? (
        <>
          {run.place !== '' ? <span>{run.place}</span> : run.progress !== null && elapsed > 1000 && <span>{stateText(run.progress)}</span>}
          {elapsed > 300 && <span className={classes['clock']}>{seconds(elapsed)}</span>}
          <Button size="compact-xs" variant="light" color="red" leftSection={<IconPlayerStop size={14} stroke={1.5} />} onClick={run.stop}>
            {t('Stop')}
          </Button>
        </>
      ) : (
        <>
          {run.isStopped && <span>{t('Stopped; the picture is that of before')}</span>}
          {first !== undefined &&
            !run.isOld &&
            (cut === null ? (
              <span>{rows === '1' ? t('1 row') : t('{{rows}} rows', { rows: rows ?? '' })}</span>
            ) : (
              <span data-cut-rows={cut.rows}>{cutText(cut)}</span>
            ))}
          {run.took !== undefined && !isCached && <span>{seconds(run.took)}</span>}
          {isCached && !run.isOld && (
            <Tooltip label={t('From the cache. Press to ask the database again')}>
              <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconBolt size={14} stroke={1.5} />} onClick={() => run.again(true)}>
                {t('Cached {{when}}', { when: ago(first?.cached_dttm) })}
              </Button>
            </Tooltip>
          )}
          <Tooltip label={t('Run again')}>
            <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('Run again')} onClick={() => run.again(true)}>
              <IconRefresh size={16} stroke={1.5} />
            </ActionIcon>
          </Tooltip>
        </>
      )}
    </div>
  )
}
