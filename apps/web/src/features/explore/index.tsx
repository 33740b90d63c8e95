import type { FormData } from '@coset/chart-kit'
import { ErrorState, LoadingState } from '@coset/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { Explorer } from './page/explorer.tsx'
import type { Loaded } from './types.ts'
import { useSource } from './url/use-source.ts'

/** Settings of the address stand over those that were loaded, but for whose they are. */
function withGiven(loaded: Loaded, given: FormData | null): Loaded {
  if (given === null) return loaded
  const { slice_id: _slice, datasource: _datasource, ...settings } = given
  return { ...loaded, form_data: { ...loaded.form_data, ...settings } }
}

/** Where a person makes a chart from a dataset. */
export const Page = () => {
  const source = useSource()
  /** How often the chart was read anew: each time the page begins again. */
  const [round, setRound] = useState(0)
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['explore', 'load', source.from],
    queryFn: async ({ signal }) =>
      withGiven((await api.get<{ readonly result: Loaded }>('/api/v1/explore/', { query: source.query, signal })).result, source.given),
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnReconnect: false,
    enabled: Object.keys(source.query).length > 0,
  })
  if (Object.keys(source.query).length === 0)
    return (
      <ErrorState message={t('The address names no chart and no dataset. Open one from the lists.')} retryLabel={t('Try again')} detailsLabel={t('Details')} />
    )
  if (error !== null)
    return (
      <ErrorState
        message={error instanceof ApiError && error.status === 404 ? t('This chart or dataset does not exist, or you may not see it.') : error.message}
        details={error instanceof ApiError ? error.details : ''}
        onRetry={() => void refetch()}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  if (data === undefined || isPlaceholderData) return <LoadingState label={t('Loading')} />
  const reload = async (): Promise<void> => {
    await refetch()
    setRound((before) => before + 1)
  }
  return <Explorer key={`${round} ${source.from}`} loaded={data} from={source.from} vizType={source.vizType} onReload={reload} />
}
