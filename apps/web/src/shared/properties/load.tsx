import { ErrorState, LoadingState } from '@coset/ui'
import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'

interface Props<Row> {
  readonly title: string
  /** The address of the object in the API. */
  readonly path: string
  readonly children: (row: Row) => ReactNode
  readonly onClose: () => void
}

/** Reads an object anew before it is edited. */
export const Loaded = <Row,>({ title, path, children, onClose }: Props<Row>) => {
  const { data, error, refetch } = useQuery({
    queryKey: ['properties', path],
    queryFn: async ({ signal }) => (await api.get<{ result: Row }>(path, { signal })).result,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (data !== undefined) return children(data)
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      {error === null ? (
        <LoadingState label={t('Loading')} />
      ) : (
        <ErrorState message={error.message} onRetry={() => void refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
      )}
    </Modal>
  )
}
