import { Alert, Button, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { API_KEYS, type ApiKey, KeyRow, NewKey } from '../../shared/api-keys/index.tsx'
import type { User } from './model.ts'

const DAY_MS = 86_400_000

const useKeys = (user: User) => {
  const client = useQueryClient()
  const queryKey = ['api-keys', user.id]
  const [secret, setSecret] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { data } = useQuery({ queryKey, queryFn: () => api.get<{ result: readonly ApiKey[] }>(API_KEYS) })
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    setProblem(null)
    try {
      await work()
      await client.invalidateQueries({ queryKey })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  const make = (name: string, days: string): Promise<void> =>
    attempt(async () => {
      const expires_on = days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString()
      const { result } = await api.post<{ result: { key: string } }>(API_KEYS, { body: { name, expires_on, user_id: user.id } })
      setSecret(result.key)
    })
  const revoke = (uuid: string): Promise<void> => attempt(() => api.delete(API_KEYS + uuid))
  return { keys: data?.result.filter((row) => row.user_id === user.id), secret, problem, make, revoke } as const
}

/** The keys of an account of a program: seen, made, revoked. */
export const KeysDialog = ({ user, onClose }: { readonly user: User; readonly onClose: () => void }) => {
  const { keys, secret, problem, make, revoke } = useKeys(user)
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void make(name, days).then(() => setName(''))
  }
  return (
    <Modal opened onClose={onClose} title={t('Keys of {{name}}', { name: user.username })} size="lg">
      <Stack component="form" onSubmit={submit}>
        {keys?.map((row) => (
          <KeyRow key={row.uuid} row={row} onRevoke={() => void revoke(row.uuid)} />
        ))}
        {keys?.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('None yet. A program sends its key as a bearer token and may do what this account may do.')}
          </Text>
        )}
        {secret !== null && <NewKey secret={secret} />}
        {problem !== null && <Alert color="red">{problem}</Alert>}
        <TextInput label={t('Name of the new key')} required maxLength={255} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Select
          label={t('Good for')}
          data={[
            { value: '30', label: t('30 days') },
            { value: '90', label: t('90 days') },
            { value: '365', label: t('A year') },
            { value: '', label: t('Until it is revoked') },
          ]}
          value={days}
          allowDeselect={false}
          onChange={(value) => setDays(value ?? '')}
        />
        <Button type="submit">{t('Make the key')}</Button>
      </Stack>
    </Modal>
  )
}
