import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useEmbedding } from '../embedding/index.ts'

interface Place {
  readonly state: 'waiting' | 'running' | 'unknown'
  readonly ahead: number
}

const PATIENCE_MS = 1000

/** A name for a request, by which its place in the line of its database can be asked. */
export const newQueryId = (): string => crypto.randomUUID()

/** What to say of a query that takes longer than a second: how many stand before it. Empty while there is nothing to say, and on pictures, which nobody watches. */
export const usePlace = (queryId: string | null, isRunning: boolean): string => {
  const onPicture = useEmbedding()?.picture != null
  const [patient, setPatient] = useState(true)
  useEffect(() => {
    setPatient(true)
    if (!isRunning) return
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [isRunning])
  const query = useQuery({
    queryKey: ['queue', queryId],
    queryFn: ({ signal }) => api.get<{ result: Place }>(`/api/v1/queue/?query_id=${encodeURIComponent(queryId ?? '')}`, { signal }),
    enabled: isRunning && !patient && queryId !== null && !onPicture,
    refetchInterval: PATIENCE_MS,
    retry: false,
    gcTime: 0,
  })
  const place = query.data?.result
  if (!isRunning || patient || place?.state !== 'waiting') return ''
  return place.ahead === 0 ? t('Next in line at the database') : t('{{count}} ahead in line at the database', { count: place.ahead })
}
