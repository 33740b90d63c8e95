import { Alert, Badge, Button, Code, CopyButton, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { absoluteText, momentOf } from '../../shared/moment/index.tsx'
import type { User } from './model.ts'

const API = '/api/v1/security/api_keys/'
const DAY_MS = 86_400_000

interface ApiKey {
  readonly uuid: string
  readonly name: string
  readonly key_prefix: string
  readonly user_id: number
  readonly active: boolean
  readonly expires_on: string | null
  readonly last_used_on: string | null
}

const momentText = (moment: string | null): string => {
  const at = moment === null ? null : momentOf(moment)
  return at === null ? '–' : absoluteText(at)
}

const KeyRow = ({ row, onRevoke }: { readonly row: ApiKey; readonly onRevoke: () => void }) => (
  <Group justify="space-between" wrap="nowrap">
    <div>
      <Text size="sm">
        {row.name} <Code>{row.key_prefix}…</Code> {!row.active && <Badge color="gray">{t('revoked')}</Badge>}
      </Text>
      <Text size="xs" c="dimmed">
        {t('ends {{when}}', { when: momentText(row.expires_on) })} · {t('last used {{when}}', { when: momentText(row.last_used_on) })}
      </Text>
    </div>
    {row.active && (
      <Button size="compact-sm" variant="subtle" color="red" style={{ flexShrink: 0 }} onClick={onRevoke}>
        {t('Revoke')}
      </Button>
    )}
  </Group>
)

/** The key itself is told once. */
const NewKey = ({ secret }: { readonly secret: string }) => (
  <Alert color="green" role="status" title={t('Copy the key now; it is not shown again')}>
    <Group>
      <Code style={{ overflowWrap: 'anywhere' }}>{secret}</Code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" onClick={copy}>
            {copied ? t('Copied') : t('Copy')}
          </Button>
        )}
      </CopyButton>
    </Group>
  </Alert>
)

const useKeys = (user: User) => {
  const client = useQueryClient()
  const queryKey = ['api-keys', user.id]
  const [secret, setSecret] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { data } = useQuery({ queryKey, queryFn: () => api.get<{ result: readonly ApiKey[] }>(API) })
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
      const { result } = await api.post<{ result: { key: string } }>(API, { body: { name, expires_on, user_id: user.id } })
      setSecret(result.key)
    })
  const revoke = (uuid: string): Promise<void> => attempt(() => api.delete(API + uuid))
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
