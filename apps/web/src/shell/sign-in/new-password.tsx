import { Button, PasswordInput, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { BackToSignIn, Done, SignInCard, sentenceOf } from './card.tsx'

/** Asks for a link by mail. */
export const ForgotPassword = () => {
  const [login, setLogin] = useState('')
  const [state, setState] = useState<'asking' | 'busy' | 'sent'>('asking')
  const [problem, setProblem] = useState<string | null>(null)
  if (state === 'sent')
    return (
      <Done
        title={t('Look into your mail')}
        text={t('If there is an account of that name, a link to choose a new password is on its way to its address. It is good for one hour.')}
      />
    )
  const submit = async (): Promise<void> => {
    setState('busy')
    setProblem(null)
    try {
      await api.post('/api/v1/coset/password/forgot', { body: { login } })
      setState('sent')
    } catch (error) {
      setProblem(sentenceOf(error))
      setState('asking')
    }
  }
  return (
    <SignInCard title={t('Forgot your password?')} problem={problem} onSubmit={submit}>
      <Text size="sm">{t('We send a link to the address of your account.')}</Text>
      <TextInput
        label={t('User name or e-mail')}
        autoComplete="username"
        required
        autoFocus
        maxLength={255}
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={state === 'busy'}>
        {t('Send the link')}
      </Button>
      <BackToSignIn />
    </SignInCard>
  )
}

/** Chooses a new password by the link of a mail. */
export const ResetPassword = () => {
  const { token = '' } = useParams()
  const { sign_in: rules } = useSession()
  const [password, setPassword] = useState('')
  const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking')
  const [problem, setProblem] = useState<string | null>(null)
  if (state === 'done') return <Done title={t('The new password counts')} text={t('You were signed out everywhere. Sign in with the new one.')} />
  const submit = async (): Promise<void> => {
    setState('busy')
    setProblem(null)
    try {
      await api.post('/api/v1/coset/password/reset', { body: { token, password } })
      setState('done')
    } catch (error) {
      setProblem(sentenceOf(error))
      setState('asking')
    }
  }
  return (
    <SignInCard title={t('Choose a new password')} problem={problem} onSubmit={submit}>
      <PasswordInput
        label={t('New password')}
        description={t('At least {{n}} characters; a sentence is easy to remember.', { n: rules.password_min_length })}
        autoComplete="new-password"
        required
        autoFocus
        minLength={rules.password_min_length}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={state === 'busy'}>
        {t('Set the password')}
      </Button>
    </SignInCard>
  )
}
