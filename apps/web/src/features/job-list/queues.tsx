import { useSearchParams } from 'react-router'
import { t } from '../../session/i18n.ts'
import classes from './job-list.module.css'
import { type Overview, queueName, STATES, stateName } from './model.ts'

/** What stands in each queue; a queue chooses its jobs below. */
export const Queues = ({ overview }: { readonly overview: Overview }) => {
  const [parameters, setParameters] = useSearchParams()
  const chosen = parameters.get('queue')
  const choose = (queue: string): void =>
    setParameters(
      (before) => {
        const next = new URLSearchParams(before)
        if (chosen === queue) next.delete('queue')
        else next.set('queue', queue)
        return next
      },
      { replace: true },
    )
  return (
    <section aria-label={t('Queues')} className={classes['queues']}>
      {overview.queues.map(({ queue, counts }) => (
        <button key={queue} type="button" className={classes['queue']} aria-pressed={chosen === queue} onClick={() => choose(queue)}>
          <span className={classes['queue-name']}>{queueName(queue)}</span>
          <span className={classes['counts']}>
            {STATES.map((state) => (
              <span key={state} className={classes['count']} data-state={state} data-some={counts[state] > 0 || undefined}>
                <strong>{counts[state].toLocaleString('en')}</strong> {stateName(state)}
              </span>
            ))}
          </span>
        </button>
      ))}
    </section>
  )
}
