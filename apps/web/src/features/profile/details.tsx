import { Button, Card, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'

/** One's own names and password. */
export const Details = () => {
  const session = useSession()
  const { user } = session
  const [first, setFirst] = useState(user?.first_name ?? '')
  const [last, setLast] = useState(user?.last_name ?? '')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await api.put('/api/v1/me/', { body: { first_name: first, last_name: last, ...(password === '' ? {} : { password }) } })
      setPassword('')
      await session.reload()
      notifications.show({ color: 'green', message: t('Saved') })
    } catch (error) {
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    } finally {
      setBusy(false)
    }
  }
  const least = session.sign_in.password_min_length
  return (
    <Card withBorder radius="10px">
      <Stack component="form" onSubmit={(event: FormEvent) => void submit(event)}>
        <Title order={2}>{t('You')}</Title>
        <Text size="sm" c="dimmed">
          {user?.username} · {user?.email} · {user?.roles.join(', ')}
        </Text>
        <TextInput label={t('First name')} required value={first} onChange={(event) => setFirst(event.currentTarget.value)} />
        <TextInput label={t('Last name')} required value={last} onChange={(event) => setLast(event.currentTarget.value)} />
        <PasswordInput
          label={t('New password')}
          description={t('At least {{n}} characters. Leave empty to keep the present one. You are signed out everywhere else.', { n: least })}
          minLength={least}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy}>
          {t('Save')}
        </Button>
      </Stack>
    </Card>
  )
}
