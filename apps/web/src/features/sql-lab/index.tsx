import { EmptyState, ErrorState, LoadingState } from '@coset/ui'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { type Runner, useRuns } from './model/use-run.ts'
import { type Tabs, useTabs } from './model/use-tabs.ts'
import classes from './sql-lab.module.css'
import { TabBar } from './tab-bar.tsx'
import { Workbench } from './workbench.tsx'

interface Permalink {
  readonly dbId: number
  readonly name: string
  readonly sql: string
  readonly schema?: string | null
  readonly templateParams?: string | null
}

/** Opens what a lasting link holds in a tab of its own, once. */
const usePermalink = (open: ReturnType<typeof useTabs>['open'], ready: boolean): void => {
  const { key } = useParams()
  const done = useRef<string | null>(null)
  useEffect(() => {
    if (key === undefined || !ready || done.current === key) return
    done.current = key
    api
      .get<Permalink>(`/api/v1/sqllab/permalink/${key}`)
      .then((link) => open({ label: link.name, sql: link.sql, databaseId: link.dbId, schema: link.schema ?? null, parameters: link.templateParams ?? '' }))
      .catch((error: unknown) => notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) }))
  }, [key, ready, open])
}

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
  const tabs = useTabs()
  const runner = useRuns()
  useAskedRun(tabs, runner.recall)
  usePermalink(tabs.open, tabs.opening !== undefined)
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
