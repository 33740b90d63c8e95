import { Alert, Button, Card, PasswordInput, Stack, TextInput, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Navigate, useSearchParams } from 'react-router'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import mark from '../mark.svg'
import classes from './sign-in.module.css'

const local = (next: string | null): string => (next !== null && /^\/(?![/\\])/.test(next) ? next : '/')

/** The form for name and password. */
export const SignIn = () => {
  const session = useSession()
  const [parameters] = useSearchParams()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(
    parameters.has('expired') ? t('The link was used already or is too old. Sign in with your password.') : null,
  )
  const [busy, setBusy] = useState(false)
  if (session.user !== null) return <Navigate to={local(parameters.get('next'))} replace />
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await api.post('/login/', { body: { username, password, csrf_token: session.csrf_token } })
      await session.reload()
    } catch (error) {
      setProblem(
        error instanceof ApiError && error.status === 401 ? t('User name or password is wrong.') : error instanceof Error ? error.message : String(error),
      )
      setBusy(false)
    }
  }
  return (
    <main className={classes['page']}>
      <Card className={classes['card'] ?? ''} withBorder padding="xl" radius="10px">
        <Stack component="form" gap="md" onSubmit={(event: FormEvent) => void submit(event)}>
          <img src={mark} alt="" width={40} height={40} />
          <Title order={1}>{t('Sign in to {{name}}', { name: session.app.name })}</Title>
          {problem !== null && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <TextInput
            label={t('User name or e-mail')}
            name="username"
            autoComplete="username"
            required
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('Password')}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" size="md" loading={busy}>
            {t('Sign in')}
          </Button>
        </Stack>
      </Card>
    </main>
  )
}
