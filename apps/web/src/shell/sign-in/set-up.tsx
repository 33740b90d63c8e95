import { Button, Text, TextInput } from '@mantine/core'
import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { browserHasPasskeys } from '../../shared/passkeys.ts'
import { Codes } from '../../shared/second-factors/codes.tsx'
import { type Beginning, Secret } from '../../shared/second-factors/secret.tsx'
import { SignInCard, sentenceOf } from './card.tsx'

const API = '/login/set-up'

interface Done {
  readonly result: { readonly recovery_codes: readonly string[] }
}

interface Props {
  /** The session has begun. */
  readonly onDone: () => Promise<void>
  readonly onBack: () => void
}

const makePasskey = async (): Promise<Done> => {
  const { startRegistration } = await import('@simplewebauthn/browser')
  type Options = Parameters<typeof startRegistration>[0]['optionsJSON']
  const { result } = await api.post<{ result: { token: string; options: Options } }>(`${API}/passkey/options`)
  const response = await startRegistration({ optionsJSON: result.options })
  return api.post<Done>(`${API}/passkey`, { body: { name: t('Passkey'), token: result.token, response } })
}

/** Something that may fail, and what the page says and shows meanwhile. */
const useWork = () => {
  const [busy, setBusy] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const run = async (name: string, work: () => Promise<void>): Promise<void> => {
    setBusy(name)
    setProblem(null)
    try {
      await work()
    } catch (error) {
      setProblem(error instanceof Error && error.name === 'NotAllowedError' ? t('No passkey was made.') : sentenceOf(error))
    }
    setBusy(null)
  }
  return { busy, problem, run }
}

const Back = ({ onBack }: { readonly onBack: () => void }) => (
  <Button variant="subtle" onClick={onBack}>
    {t('Back')}
  </Button>
)

/** Setting up a second factor after the password, for people who must have one and have none. */
export const SetUp = ({ onDone, onBack }: Props) => {
  const [beginning, setBeginning] = useState<Beginning | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [code, setCode] = useState('')
  const { busy, problem, run } = useWork()
  if (codes !== null)
    return (
      <SignInCard title={t('Recovery codes')} problem={problem}>
        <Codes codes={codes} onKept={() => void run('done', onDone)} />
      </SignInCard>
    )
  if (beginning !== null) {
    const confirm = () =>
      run('confirm', async () => {
        const { result } = await api.post<Done>(`${API}/totp/confirm`, { body: { id: beginning.id, code: code.trim() } })
        setCodes(result.recovery_codes)
      })
    return (
      <SignInCard title={t('Add an app')} problem={problem} onSubmit={confirm}>
        <Secret beginning={beginning} />
        <TextInput
          label={t('The code that it shows')}
          name="code"
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          autoFocus
          maxLength={10}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={busy === 'confirm'}>
          {t('Switch on and sign in')}
        </Button>
        <Back onBack={() => setBeginning(null)} />
      </SignInCard>
    )
  }
  const startApp = () =>
    run('app', async () => {
      const { result } = await api.post<{ result: Beginning }>(`${API}/totp`, { body: { name: t('Phone') } })
      setCode('')
      setBeginning(result)
    })
  return (
    <SignInCard title={t('Set up a second factor')} problem={problem}>
      <Text size="sm">{t('One of your roles requires a second factor beside the password. Choose one; it is asked for at every sign-in.')}</Text>
      <Button
        size="md"
        autoFocus
        loading={busy === 'app'}
        leftSection={<IconDeviceMobile size={18} stroke={1.5} aria-hidden />}
        onClick={() => void startApp()}
      >
        {t('Codes of an app')}
      </Button>
      {browserHasPasskeys() && (
        <Button
          variant="default"
          size="md"
          loading={busy === 'passkey'}
          leftSection={<IconFingerprint size={18} stroke={1.5} aria-hidden />}
          onClick={() => void run('passkey', async () => setCodes((await makePasskey()).result.recovery_codes))}
        >
          {t('A passkey')}
        </Button>
      )}
      <Back onBack={onBack} />
    </SignInCard>
  )
}
