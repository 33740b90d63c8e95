import { ErrorState, Page as Frame } from '@coset/ui'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation, useParams, useSearchParams } from 'react-router'
import { ApiError, api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import { API, kindOfPath } from '../model/kind.ts'
import type { Kind, StoredReport } from '../model/types.ts'
import { type Asked, askedValues, startValues, storedValues, type Values } from '../model/values.ts'
import { type Address, addressOf, loadAsked } from './asked.ts'
import { ReportForm } from './report-form.tsx'

const Stored = ({ id }: { readonly id: string }) => {
  /** How often it was read anew: each time the form begins again. */
  const [round, setRound] = useState(0)
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
  const reload = async (): Promise<void> => {
    await report.refetch()
    setRound((before) => before + 1)
  }
  return (
    <ReportForm key={`${round} ${id}`} kind={stored.type} id={report.data.id} start={storedValues(stored)} readOn={stored.changed_on_ms} onReload={reload} />
  )
}

const useStart = (): Values => {
  const { user } = useSession()
  const [start] = useState(() => {
    const name = `${user?.first_name ?? ''} ${user?.last_name ?? ''}`.trim()
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
    return startValues({ id: user?.id ?? 0, name, email: user?.email ?? '' }, zone === '' ? 'UTC' : zone)
  })
  return start
}

const Fresh = ({ kind }: { readonly kind: Kind }) => <ReportForm kind={kind} id={null} start={useStart()} />

/** A new one about what a menu of a dashboard or chart asked for. */
const About = ({ kind, address }: { readonly kind: Kind; readonly address: Address }) => {
  const start = useStart()
  const asked = useQuery({ queryKey: ['report-about', address], queryFn: ({ signal }) => loadAsked(address, signal), gcTime: 0, retry: false })
  const title = kind === 'Alert' ? t('New alert') : t('New report')
  if (asked.error !== null)
    return (
      <Frame title={title}>
        <ErrorState
          message={asked.error.message}
          details={asked.error instanceof ApiError ? asked.error.details : ''}
          onRetry={() => void asked.refetch()}
          retryLabel={t('Try again')}
          detailsLabel={t('Details')}
        />
      </Frame>
    )
  if (asked.data === undefined)
    return (
      <Frame title={title}>
        <div aria-busy="true">
          <Skeleton height={480} />
        </div>
      </Frame>
    )
  return <AboutForm kind={kind} start={start} asked={asked.data} />
}

const AboutForm = ({ kind, start, asked }: { readonly kind: Kind; readonly start: Values; readonly asked: Asked }) => {
  const [values] = useState(() => askedValues(start, asked))
  return <ReportForm kind={kind} id={null} start={values} />
}

/** A new alert or report, or the settings of one. */
export const Page = () => {
  const { id } = useParams()
  const { pathname } = useLocation()
  const [parameters] = useSearchParams()
  if (id !== undefined) return <Stored id={id} />
  const address = addressOf(parameters)
  const kind = kindOfPath(pathname)
  return address === null ? <Fresh kind={kind} /> : <About kind={kind} address={address} />
}
