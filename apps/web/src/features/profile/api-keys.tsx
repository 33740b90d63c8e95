import { Button, Card, Select, Stack, TagsInput, Text, TextInput, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { API_KEYS, type ApiKey, KeyRow, NewKey } from '../../shared/api-keys/index.tsx'
import { attempt } from './tell.ts'

const DAY_MS = 86_400_000

const lifetimes = () => [
  { value: '30', label: t('30 days') },
  { value: '90', label: t('90 days') },
  { value: '365', label: t('A year') },
  { value: '', label: t('Until it is revoked') },
]

/** Keys for programs that ask in one's own name. */
export const ApiKeys = () => {
  const client = useQueryClient()
  const { permissions } = useSession()
  const { data } = useQuery({ queryKey: ['api-keys'], queryFn: () => api.get<{ result: readonly ApiKey[] }>(API_KEYS) })
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [scopes, setScopes] = useState<string[]>([])
  const [secret, setSecret] = useState<string | null>(null)
  const reload = (): Promise<void> => client.invalidateQueries({ queryKey: ['api-keys'] })
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    await attempt(async () => {
      const expires_on = days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString()
      const { result } = await api.post<{ result: { key: string } }>(API_KEYS, { body: { name, expires_on, scopes: scopes.length === 0 ? null : scopes } })
      setSecret(result.key)
      setName('')
      await reload()
    })
  }
  return (
    <Card withBorder radius="10px">
      <Stack component="form" onSubmit={(event: FormEvent) => void create(event)}>
        <Title order={2}>{t('Keys for programs')}</Title>
        {data?.result.map((row) => (
          <KeyRow
            key={row.uuid}
            row={row}
            what={row.scopes === null ? t('all that you may do') : row.scopes.join(', ')}
            onRevoke={() =>
              void attempt(async () => {
                await api.delete(API_KEYS + row.uuid)
                await reload()
              })
            }
          />
        ))}
        {data?.result.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('None yet. A program sends its key as a bearer token and may do what you may do, or less.')}
          </Text>
        )}
        {secret !== null && <NewKey secret={secret} />}
        <TextInput label={t('Name of the new key')} required maxLength={255} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Select label={t('Good for')} data={lifetimes()} value={days} allowDeselect={false} onChange={(value) => setDays(value ?? '')} />
        <TagsInput
          label={t('May only')}
          description={t('Empty: all that you may do.')}
          data={[...permissions].toSorted()}
          value={scopes}
          limit={20}
          onChange={setScopes}
        />
        <Button type="submit">{t('Make the key')}</Button>
      </Stack>
    </Card>
  )
}
