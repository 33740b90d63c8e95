import { Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useExplore } from '../page/context.ts'
import { sourceOf, uidOf } from '../source.ts'

interface Check {
  readonly result: readonly { readonly line_number?: number | null; readonly message: string }[]
}

interface Props {
  readonly label: string
  readonly kind: 'column' | 'metric' | 'where' | 'having'
  readonly value: string
  readonly placeholder: string
  readonly onChange: (value: string) => void
}

/** SQL that the server checks while one types; what it finds is told, never in the way. */
export const SqlBox = ({ label, kind, value, placeholder, onChange }: Props) => {
  const source = sourceOf(useExplore().dataset)
  const [expression] = useDebouncedValue(value.trim(), 500)
  const check = useQuery({
    queryKey: ['validate-expression', uidOf(source), kind, expression],
    queryFn: ({ signal }) =>
      api.post<Check>(`/api/v1/datasource/${source.type}/${source.id}/validate_expression/`, { body: { expression, expression_type: kind }, signal }),
    enabled: expression !== '',
    retry: false,
  })
  const problems = check.data?.result ?? []
  const state = check.isFetching
    ? t('Checking…')
    : check.error !== null
      ? t('Not checked: {{reason}}', { reason: check.error.message })
      : problems.length === 0 && check.data !== undefined
        ? t('Looks right')
        : ''
  return (
    <div>
      <Textarea
        label={label}
        placeholder={placeholder}
        value={value}
        autosize
        minRows={3}
        maxRows={12}
        spellCheck={false}
        data-autofocus
        error={problems.length > 0 ? problems.map((problem) => problem.message).join(' · ') : null}
        onChange={(event) => onChange(event.currentTarget.value)}
        styles={{ input: { fontFamily: 'var(--coset-mono)', fontSize: 12 } }}
      />
      {expression !== '' && problems.length === 0 && (
        <Text size="xs" c="dimmed" mt={4} aria-live="polite">
          {state}
        </Text>
      )}
    </div>
  )
}
