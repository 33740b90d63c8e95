import { ErrorState, LoadingState } from '@coset/ui'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ApiError } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { type Embedding, useEmbedding } from '../../shared/embedding/index.ts'
import { useSiteTheme } from '../../shared/theme/index.ts'
import { DashboardView } from './dashboard-view.tsx'
import { loadDashboard, loadPermalink } from './model/load.ts'

const load = async ({ dashboardId, permalinkKey, picture }: Embedding, signal: AbortSignal) => {
  const [loaded, link] = await Promise.all([loadDashboard(String(dashboardId), signal), permalinkKey === null ? null : loadPermalink(permalinkKey)])
  return { loaded, masks: link?.state.dataMask ?? picture?.masks ?? {}, tabs: link?.state.activeTabs ?? picture?.tabs ?? [] }
}

const Shown = ({ embedding }: { readonly embedding: Embedding }) => {
  const { dashboardId, permalinkKey } = embedding
  const { data, error, refetch } = useQuery({
    queryKey: ['embedded-dashboard', dashboardId, permalinkKey],
    queryFn: ({ signal }) => load(embedding, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  useSiteTheme()
  const title = data?.loaded.dashboard.dashboard_title
  useEffect(() => {
    if (title !== undefined) document.title = title
  }, [title])
  if (error !== null)
    return (
      <ErrorState
        message={error instanceof ApiError && [401, 403, 404].includes(error.status) ? t('You may not see this dashboard.') : error.message}
        details={error instanceof ApiError ? error.details : ''}
        onRetry={() => void refetch()}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  if (data === undefined) return <LoadingState label={t('Loading the dashboard')} />
  return <DashboardView loaded={data.loaded} first={data.masks} openFirst={data.tabs} />
}

/** The dashboard that another site or a picture shows. */
export const EmbeddedPage = () => {
  const embedding = useEmbedding()
  return embedding === null ? null : <Shown embedding={embedding} />
}
