import { Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { absoluteText, relativeText } from '../../../shared/moment/index.tsx'
import { API } from '../model/kind.ts'
import { type Errors, sorted } from './fields.ts'
import classes from './form.module.css'

const COUNT = 5

/** The next runs of a schedule, and what is wrong with it where there are none. */
export const useNextRuns = (crontab: string, timezone: string) => {
  const [asked] = useDebouncedValue(`${crontab.trim()}\n${timezone}`, 250)
  const [cron = '', zone = ''] = asked.split('\n')
  const query = useQuery({
    queryKey: ['report-preview', cron, zone],
    queryFn: ({ signal }) => api.get<{ result: readonly number[] }>(`${API}/preview/`, { q: { crontab: cron, timezone: zone, count: COUNT }, signal }),
    enabled: cron !== '',
    retry: false,
    placeholderData: keepPreviousData,
  })
  const current = crontab.trim() === cron && timezone === zone && !query.isPlaceholderData
  const failed = query.error === null || !current ? null : sorted(query.error)
  const wrong: Errors = failed?.errors ?? {}
  return { runs: query.data?.result, wrong, rest: failed?.rest ?? '', isError: failed !== null, isOld: !current }
}

/** When it runs the next five times, in the zone of the schedule. */
export const NextRuns = ({ next, zone, active }: { readonly next: ReturnType<typeof useNextRuns>; readonly zone: string; readonly active: boolean }) => {
  const { runs, rest, isError, isOld } = next
  return (
    <section className={classes['next']} aria-label={t('Next runs')}>
      <div className={classes['next-title']}>{active ? t('Next runs') : t('Next runs, once it is active')}</div>
      {isError ? (
        <p className={classes['muted']}>{rest === '' ? t('No runs with this schedule.') : rest}</p>
      ) : runs === undefined ? (
        <Skeleton height={110} aria-label={t('Loading')} />
      ) : runs.length === 0 ? (
        <p className={classes['muted']}>{t('It never runs with this schedule.')}</p>
      ) : (
        <ol className={classes['runs']} data-old={isOld || undefined}>
          {runs.map((at) => (
            <li key={at}>
              <time dateTime={new Date(at).toISOString()}>{absoluteText(at, zone)}</time>{' '}
              <span className={classes['muted']}>{relativeText(at, Date.now())}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
