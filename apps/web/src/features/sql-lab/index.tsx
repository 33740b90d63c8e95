import { EmptyState, ErrorState, LoadingState } from '@coset/ui'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import { Link, useSearchParams } from 'react-router'
import { t } from '../../session/i18n.ts'
import { useAsked, useAskedTab } from './model/use-asked.ts'
import { type Runner, useRuns } from './model/use-run.ts'
import { type Tabs, useTabs } from './model/use-tabs.ts'
import classes from './sql-lab.module.css'
import { TabBar } from './tab-bar.tsx'
import { Workbench } from './workbench.tsx'

/** `?tab=3&query=7`: shows a run of a tab, as notices lead to it. */
const useAskedRun = ({ list, select, activeId, active }: Tabs, recall: Runner['recall']): void => {
  const [parameters, setParameters] = useSearchParams()
  const tab = Number(parameters.get('tab') ?? 0)
  const query = Number(parameters.get('query') ?? 0)
  const known = tab > 0 && list.some((one) => one.id === tab)
  const isThere = active?.id === tab
  const done = useRef('')
  useEffect(() => {
    if (!known) return
    if (activeId !== tab) return select(tab)
    const asked = `${tab} ${query}`
    if (!isThere || done.current === asked) return
    // The address changes a little later than what is drawn
    done.current = asked
    setParameters({}, { replace: true })
    if (query > 0) void recall(tab, query)
  }, [known, isThere, activeId, tab, query, recall, select, setParameters])
}

/** SQL Lab: tabs of SQL over the databases that one may ask. */
export const Page = () => {
  const asked = useAsked()
  const tabs = useTabs(asked === null)
  const runner = useRuns()
  useAskedRun(tabs, runner.recall)
  useAskedTab(tabs, asked)
  if (tabs.error !== null) return <ErrorState message={tabs.error.message} onRetry={tabs.retry} retryLabel={t('Try again')} detailsLabel={t('Details')} />
  if (tabs.opening === undefined) return <LoadingState label={t('Loading')} />
  if (tabs.opening.databases.length === 0)
    return (
      <EmptyState
        title={t('No database is open to SQL Lab for you.')}
        action={
          <Button component={Link} to="/databaseview/list/">
            {t('See the databases')}
          </Button>
        }
      />
    )
  return (
    <main className={classes['lab']}>
      <h1 className="coset-visually-hidden">{t('SQL Lab')}</h1>
      <TabBar tabs={tabs} onAdd={() => void tabs.open().catch((error: unknown) => notifications.show({ color: 'red', message: String(error) }))} />
      {tabs.active === null ? (
        <LoadingState label={t('Loading')} />
      ) : (
        <Workbench key={tabs.active.id} tab={tabs.active} tabs={tabs} runner={runner} databases={tabs.opening.databases} />
      )}
    </main>
  )
}
