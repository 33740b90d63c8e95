import { ErrorState, Page as Frame } from '@coset/ui'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation, useParams } from 'react-router'
import { ApiError, api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import { API, kindOfPath } from '../model/kind.ts'
import type { Kind, StoredReport } from '../model/types.ts'
import { startValues, storedValues } from '../model/values.ts'
import { ReportForm } from './report-form.tsx'

const Stored = ({ id }: { readonly id: string }) => {
  // Never from the cache: an old form would take back what was changed since
  const report = useQuery({
    queryKey: ['report-form', id],
    queryFn: ({ signal }) => api.get<{ id: number; result: StoredReport }>(`${API}/${id}`, { signal }),
    gcTime: 0,
    staleTime: 0,
  })
  if (report.error !== null && report.data === undefined)
    return (
      <Frame title={t('Edit')}>
        <ErrorState
          message={report.error.message}
          details={report.error instanceof ApiError ? report.error.details : ''}
          onRetry={() => void report.refetch()}
          retryLabel={t('Try again')}
          detailsLabel={t('Details')}
        />
      </Frame>
    )
  if (report.data === undefined)
    return (
      <Frame title={t('Edit')}>
        <div aria-busy="true">
          <Skeleton height={480} />
        </div>
      </Frame>
    )
  const stored = report.data.result
  return <ReportForm key={id} kind={stored.type} id={report.data.id} start={storedValues(stored)} />
}

const Fresh = ({ kind }: { readonly kind: Kind }) => {
  const { user } = useSession()
  const [start] = useState(() => {
    const name = `${user?.first_name ?? ''} ${user?.last_name ?? ''}`.trim()
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
    return startValues({ id: user?.id ?? 0, name, email: user?.email ?? '' }, zone === '' ? 'UTC' : zone)
  })
  return <ReportForm kind={kind} id={null} start={start} />
}

/** A new alert or report, or the settings of one. */
export const Page = () => {
  const { id } = useParams()
  const { pathname } = useLocation()
  return id === undefined ? <Fresh kind={kindOfPath(pathname)} /> : <Stored id={id} />
}
