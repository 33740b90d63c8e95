import { Button, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { SignInCard, sentenceOf } from './card.tsx'
import { PasskeyButton } from './passkey-button.tsx'

interface Props {
  /** What the account has: `totp`, `passkey`, `recovery`. */
  readonly kinds: readonly string[]
  readonly onDone: () => Promise<void>
  readonly onBack: () => void
}

/** The second factor, after the password was right. */
export const SecondStep = ({ kinds, onDone, onBack }: Props) => {
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const withCodes = kinds.includes('totp') || kinds.includes('recovery')
  const passkeyFirst = kinds.includes('passkey') && !kinds.includes('totp')
  const submit = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await api.post('/login/second-step', { body: { code: code.trim() } })
      await onDone()
    } catch (error) {
      setProblem(sentenceOf(error))
      setBusy(false)
    }
  }
  return (
    <SignInCard title={t('One more step')} problem={problem} onSubmit={submit}>
      {passkeyFirst && <PasskeyButton primary onDone={onDone} onProblem={setProblem} />}
      {withCodes && (
        <>
          <Text size="sm">{kinds.includes('totp') ? t('Type the code that your app shows, or a recovery code.') : t('Or type a recovery code.')}</Text>
          <TextInput
            label={t('Code')}
            name="code"
            autoComplete="one-time-code"
            autoFocus={!passkeyFirst}
            required
            value={code}
            maxLength={40}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" size="md" loading={busy} variant={passkeyFirst ? 'default' : 'filled'}>
            {t('Sign in')}
          </Button>
        </>
      )}
      {kinds.includes('passkey') && !passkeyFirst && <PasskeyButton onDone={onDone} onProblem={setProblem} />}
      <Button variant="subtle" onClick={onBack}>
        {t('Back')}
      </Button>
    </SignInCard>
  )
}
