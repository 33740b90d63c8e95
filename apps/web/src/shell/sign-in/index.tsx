import { Anchor, Button, Group, PasswordInput, TextInput } from '@mantine/core'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Link, Navigate, useSearchParams } from 'react-router'
import { ApiError, api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { SignInCard, sentenceOf } from './card.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { problemSentence } from './problems.ts'
import { ProviderButtons, startOf } from './providers.tsx'
import { SecondStep } from './second-step.tsx'

const SetUp = lazy(async () => ({ default: (await import('./set-up.tsx')).SetUp }))

const local = (next: string | null): string => (next !== null && /^\/(?![/\\])/.test(next) ? next : '/')

/** Where a provider has signed somebody in by one factor, the address says which second one is asked for. */
const askedByAddress = (parameters: URLSearchParams): readonly string[] => {
  const step = parameters.get('step')
  if (step === 'code') return ['totp', 'recovery', 'passkey']
  return step === 'passkey' ? ['passkey', 'recovery'] : []
}

const Links = () => {
  const { sign_in: offers } = useSession()
  if (!offers.reset && !offers.registration) return null
  return (
    <Group justify="space-between">
      {offers.reset && (
        <Anchor component={Link} to="/password/forgot/" size="sm">
          {t('Forgot your password?')}
        </Anchor>
      )}
      {offers.registration && (
        <Anchor component={Link} to="/register/" size="sm">
          {t('Make an account')}
        </Anchor>
      )}
    </Group>
  )
}

/** What went wrong before this page, as the address says. */
const problemOf = (parameters: URLSearchParams): string | null => {
  const code = parameters.get('problem')
  if (code !== null) return problemSentence(code)
  return parameters.has('expired') ? t('The link was used already or is too old. Sign in with your password.') : null
}

/** Where a proxy says who asks, nobody needs to press anything; once it did not work, the page stays. */
const useProxy = (): void => {
  const { user, sign_in: offers } = useSession()
  const [parameters] = useSearchParams()
  const name = offers.providers.find((one) => one.kind === 'header')?.name
  const goes = user === null && name !== undefined && !parameters.has('problem') && !parameters.has('step')
  const target = goes ? startOf(name, local(parameters.get('next'))) : null
  useEffect(() => {
    if (target !== null) window.location.replace(target)
  }, [target])
}

interface FieldsProps {
  readonly username: string
  readonly password: string
  readonly busy: boolean
  readonly onUsername: (text: string) => void
  readonly onPassword: (text: string) => void
}

const Fields = ({ username, password, busy, onUsername, onPassword }: FieldsProps) => (
  <>
    <TextInput
      label={t('User name or e-mail')}
      name="username"
      autoComplete="username"
      required
      autoFocus
      value={username}
      onChange={(event) => onUsername(event.currentTarget.value)}
    />
    <PasswordInput
      label={t('Password')}
      name="password"
      autoComplete="current-password"
      required
      value={password}
      onChange={(event) => onPassword(event.currentTarget.value)}
    />
    <Button type="submit" size="md" loading={busy}>
      {t('Sign in')}
    </Button>
  </>
)

/** A sentence for a name and a password that were not taken. */
const refusalOf = (error: unknown): string => {
  if (error instanceof ApiError && error.status === 401) return t('User name or password is wrong.')
  return error instanceof ApiError && error.status === 503 ? problemSentence('unreachable') : sentenceOf(error)
}

/** The ways in: name and password, then a second factor where the account has one; or a passkey. */
export const SignIn = () => {
  const session = useSession()
  const [parameters] = useSearchParams()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [kinds, setKinds] = useState(() => askedByAddress(parameters))
  const [setsUp, setSetsUp] = useState(() => parameters.get('step') === 'set-up')
  const [problem, setProblem] = useState<string | null>(() => problemOf(parameters))
  const [busy, setBusy] = useState(false)
  useProxy()
  if (session.user !== null) return <Navigate to={local(parameters.get('next'))} replace />
  if (kinds.length > 0) return <SecondStep kinds={kinds} onDone={session.reload} onBack={() => setKinds([])} />
  if (setsUp)
    return (
      <Suspense fallback={<SignInCard title={t('Set up a second factor')}>{null}</SignInCard>}>
        <SetUp onDone={session.reload} onBack={() => setSetsUp(false)} />
      </Suspense>
    )
  const { sign_in: offers } = session
  const submit = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      const { second_step: asked = [], set_up: owes = false } = await api.post<{ second_step?: readonly string[]; set_up?: boolean }>('/login/', {
        body: { username, password, csrf_token: session.csrf_token },
      })
      setKinds(asked)
      setSetsUp(owes)
      if (asked.length === 0 && !owes) await session.reload()
    } catch (error) {
      setProblem(refusalOf(error))
    }
    setBusy(false)
  }
  return (
    <SignInCard title={t('Sign in to {{name}}', { name: session.app.name })} problem={problem} onSubmit={submit}>
      <ProviderButtons providers={offers.providers} next={local(parameters.get('next'))} alone={!offers.password} />
      {offers.password && <Fields username={username} password={password} busy={busy} onUsername={setUsername} onPassword={setPassword} />}
      <PasskeyButton onDone={session.reload} onProblem={setProblem} />
      <Links />
    </SignInCard>
  )
}
