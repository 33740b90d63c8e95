import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { BackToSignIn, Done, SignInCard, sentenceOf } from './card.tsx'

const EMPTY = { username: '', first_name: '', last_name: '', email: '', password: '' }

/** Asks for an account of one's own. */
export const Register = () => {
  const { app, sign_in: rules } = useSession()
  const [person, setPerson] = useState(EMPTY)
  const [state, setState] = useState<'asking' | 'busy' | 'sent'>('asking')
  const [problem, setProblem] = useState<string | null>(null)
  if (!rules.registration)
    return <Done title={t('Accounts are made by administrators')} text={t('This site does not let people make themselves an account.')} />
  if (state === 'sent') return <Done title={t('Look into your mail')} text={t('A link to confirm your address is on its way. It is good for one day.')} />
  const submit = async (): Promise<void> => {
    setState('busy')
    setProblem(null)
    try {
      await api.post('/api/v1/coset/registrations', { body: person })
      setState('sent')
    } catch (error) {
      setProblem(sentenceOf(error))
      setState('asking')
    }
  }
  const field = (name: keyof typeof EMPTY) => ({
    value: person[name],
    required: true,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const { value } = event.currentTarget
      setPerson((before) => ({ ...before, [name]: value }))
    },
  })
  return (
    <SignInCard title={t('An account for {{name}}', { name: app.name })} problem={problem} onSubmit={submit}>
      <TextInput label={t('User name')} autoComplete="username" autoFocus maxLength={128} {...field('username')} />
      <TextInput label={t('First name')} autoComplete="given-name" maxLength={64} {...field('first_name')} />
      <TextInput label={t('Last name')} autoComplete="family-name" maxLength={64} {...field('last_name')} />
      <TextInput label={t('E-mail')} type="email" autoComplete="email" maxLength={255} {...field('email')} />
      <PasswordInput
        label={t('Password')}
        description={t('At least {{n}} characters; a sentence is easy to remember.', { n: rules.password_min_length })}
        autoComplete="new-password"
        minLength={rules.password_min_length}
        {...field('password')}
      />
      <Button type="submit" size="md" loading={state === 'busy'}>
        {t('Ask for the account')}
      </Button>
      <BackToSignIn />
    </SignInCard>
  )
}

/** Confirms an address by the link of a mail; by a button, because mail programs open links on their own. */
export const Activation = () => {
  const { token = '' } = useParams()
  const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking')
  const [problem, setProblem] = useState<string | null>(null)
  if (state === 'done') return <Done title={t('Your account is ready')} text={t('Sign in with the name and password that you chose.')} />
  const submit = async (): Promise<void> => {
    setState('busy')
    setProblem(null)
    try {
      await api.post('/api/v1/coset/registrations/activate', { body: { token } })
      setState('done')
    } catch (error) {
      setProblem(sentenceOf(error))
      setState('asking')
    }
  }
  return (
    <SignInCard title={t('Confirm your address')} problem={problem} onSubmit={submit}>
      <Button type="submit" size="md" loading={state === 'busy'} autoFocus>
        {t('Confirm')}
      </Button>
      <BackToSignIn />
    </SignInCard>
  )
}
