import { writeExact } from '@coset/core'
import { ErrorState } from '@coset/ui'
import { Divider, Modal, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { Explanation, LineageTable } from './explanation.tsx'
import type { Explained, Lineage } from './types.ts'

interface Props {
  /** Name of the chart. */
  readonly name: string
  /** The chart-data request that the numbers came from. */
  readonly request: Readonly<Record<string, unknown>>
  /** The saved chart, where there is one: its lineage is shown too. */
  readonly chartId: number | null
  readonly onClose: () => void
}

/** Why a chart shows what it shows: each part of its query with what put it there, freshness, times, and the columns behind it. */
export const WhyDialog = ({ name, request, chartId, onClose }: Props) => {
  const explained = useQuery({
    queryKey: ['explain', writeExact(request)],
    queryFn: ({ signal }) => api.post<{ result: readonly Explained[] }>('/api/v1/explain/chart_data', { body: { ...request, force: false }, signal }),
    gcTime: 0,
    retry: false,
  })
  const lineage = useQuery({
    queryKey: ['lineage', 'chart', chartId],
    queryFn: ({ signal }) => api.get<{ result: Lineage }>(`/api/v1/lineage/chart/${chartId}`, { signal }),
    enabled: chartId !== null,
    retry: false,
  })
  const results = explained.data?.result
  return (
    <Modal opened onClose={onClose} title={t('Why {{name}} shows this', { name })} size="xl">
      {explained.error !== null ? (
        <ErrorState
          compact
          message={explained.error.message}
          details={explained.error instanceof ApiError ? explained.error.details : ''}
          onRetry={() => void explained.refetch()}
          retryLabel={t('Try again')}
          detailsLabel={t('Details')}
        />
      ) : results === undefined ? (
        <Skeleton height={240} aria-label={t('Loading')} />
      ) : (
        results.map((one, i) => (
          <div key={i}>
            {results.length > 1 && <Divider my="sm" label={t('Query {{number}}', { number: i + 1 })} labelPosition="left" />}
            <Explanation explained={one} />
          </div>
        ))
      )}
      {lineage.data !== undefined && <LineageTable lineage={lineage.data.result} />}
    </Modal>
  )
}
