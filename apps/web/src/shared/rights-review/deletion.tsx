import { ErrorState } from '@coset/ui'
import { Alert, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { reviewOf } from './review.tsx'

const FIELDS = { role: 'role_ids', group: 'group_ids', user: 'user_ids' } as const

/** The deletion itself would be answered so. */
const isRefusal = (error: unknown): boolean => error instanceof ApiError && (error.status === 403 || error.status === 422)

/** What deleting roles, groups or accounts would open and close, read before it is done. */
export const DeletionReview = ({ kind, ids }: { readonly kind: keyof typeof FIELDS; readonly ids: readonly number[] }) => {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['rights-review', kind, ids],
    queryFn: async ({ signal }) => ({ review: await reviewOf(`${kind}_deletion`, { [FIELDS[kind]]: ids }, signal) }),
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
    retry: false,
  })
  if (isPending)
    return (
      <Stack gap={6} aria-busy="true" aria-label={t('Looking at what it opens and closes')} role="status">
        <Skeleton height={18} width="70%" />
        <Skeleton height={18} />
        <Skeleton height={18} width="85%" />
      </Stack>
    )
  if (error !== null)
    return isRefusal(error) ? (
      <Alert color="red" role="alert" title={t('This will be refused')}>
        {error.message}
      </Alert>
    ) : (
      <ErrorState
        compact
        message={t('What it opens and closes could not be read.')}
        details={error.message}
        onRetry={() => void refetch()}
        retryLabel={t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  if (data.review !== null) return data.review
  return (
    <Text size="sm" c="dimmed">
      {t('For nobody it opens or closes anything.')}
    </Text>
  )
}
