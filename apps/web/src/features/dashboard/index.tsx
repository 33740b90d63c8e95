import type { DataMasks } from '@coset/chart-kit/dashboard'
import { ErrorState, LoadingState } from '@coset/ui'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { DashboardView } from './dashboard-view.tsx'
import { tabsAround, useScrollTo } from './model/anchor.ts'
import { loadDashboard, loadPermalink, loadState } from './model/load.ts'

interface Start {
  readonly masks: DataMasks
  readonly tabs: readonly string[]
}

const NOTHING: Start = { masks: {}, tabs: [] }

/** A dashboard, by id, UUID, slug or lasting link. */
export const Page = () => {
  const { id, key } = useParams()
  const [parameters] = useSearchParams()
  const stateKey = parameters.get('native_filters_key')
  const link = useQuery({ queryKey: ['dashboard-link', key], queryFn: () => loadPermalink(key ?? ''), enabled: key !== undefined, retry: false })
  const ref = id ?? link.data?.dashboardId
  const loaded = useQuery({
    queryKey: ['dashboard', ref],
    queryFn: ({ signal }) => loadDashboard(ref ?? '', signal),
    enabled: ref !== undefined,
    retry: false,
    staleTime: 30_000,
  })
  const dashboardId = loaded.data?.dashboard.id
  const isViewing = useSession().viewing !== null
  const start = useQuery({
    queryKey: ['dashboard-start', dashboardId, key],
    enabled: dashboardId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    queryFn: async (): Promise<Start> => {
      if (link.data !== undefined) return { masks: link.data.state.dataMask ?? {}, tabs: link.data.state.activeTabs ?? [] }
      if (stateKey === null || dashboardId === undefined) return NOTHING
      // A state that was kept too long ago is no reason not to show the dashboard
      return loadState(dashboardId, stateKey).then(
        (masks) => ({ masks, tabs: [] }),
        () => NOTHING,
      )
    },
  })
  useEffect(() => {
    if (dashboardId === undefined) return
    document.title = `${loaded.data?.dashboard.dashboard_title ?? ''} · Coset`
    if (isViewing) return
    void api
      .post('/superset/log/', {
        query: { explode: 'events', dashboard_id: dashboardId },
        body: { events: JSON.stringify([{ event_name: 'mount_dashboard', dashboard_id: dashboardId }]) },
      })
      .catch(() => undefined)
  }, [dashboardId, isViewing, loaded.data?.dashboard.dashboard_title])
  const anchor = link.data?.state.anchor ?? window.location.hash.slice(1)
  useScrollTo(start.data === undefined ? undefined : loaded.data, anchor)
  const error = link.error ?? loaded.error
  if (error !== null)
    return (
      <ErrorState
        message={error instanceof ApiError && error.status === 404 ? t('There is no such dashboard, or you may not see it.') : error.message}
        details={error instanceof ApiError ? error.details : ''}
        onRetry={() => void loaded.refetch()}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  if (loaded.data === undefined || start.data === undefined) return <LoadingState label={t('Loading the dashboard')} />
  return (
    <DashboardView
      key={loaded.data.dashboard.id}
      loaded={loaded.data}
      first={start.data.masks}
      openFirst={[...start.data.tabs, ...tabsAround(loaded.data, anchor)]}
    />
  )
}
