import { Button, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import type { Values } from '../model/values.ts'
import classes from './form.module.css'
import { verdictOf } from './verdict.ts'

interface Answer {
  readonly data?: readonly Readonly<Record<string, unknown>>[]
}

const ask = async (values: Values): Promise<string> => {
  const answer = await api.post<Answer>('/api/v1/sqllab/execute/', {
    body: { database_id: Number(values.database?.value), sql: values.sql, queryLimit: 2, keepLimit: true, runAsync: false },
  })
  return verdictOf(values, answer.data ?? [])
}

/** Asks the query once, in the name of whoever fills in the form, and says what the alert would do. */
export const TryQuery = ({ values }: { readonly values: Values }) => {
  const session = useSession()
  const asking = useMutation({ mutationFn: () => ask(values) })
  if (!session.allows('can_execute_sql_query', 'SQLLab')) return null
  return (
    <div className={classes['try']}>
      <Button
        size="xs"
        variant="default"
        loading={asking.isPending}
        disabled={values.database === null || values.sql.trim() === ''}
        onClick={() => asking.mutate()}
      >
        {t('Try the query')}
      </Button>
      <Text size="sm" role="status" c={asking.error === null ? 'var(--coset-text)' : 'var(--coset-negative)'}>
        {asking.error === null ? (asking.data ?? '') : asking.error.message}
      </Text>
    </div>
  )
}
