import { Button } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import { useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { browserHasPasskeys } from '../../shared/passkeys.ts'
import { sentenceOf } from './card.tsx'

interface Props {
  /** The first thing on the page. */
  readonly primary?: boolean
  readonly onDone: () => Promise<void>
  readonly onProblem: (sentence: string | null) => void
}

/** Signs in with a passkey: its device and the person's finger or PIN are both steps at once. */
export const PasskeyButton = ({ primary = false, onDone, onProblem }: Props) => {
  const [busy, setBusy] = useState(false)
  if (!browserHasPasskeys()) return null
  const ask = async (): Promise<void> => {
    setBusy(true)
    onProblem(null)
    try {
      const { startAuthentication } = await import('@simplewebauthn/browser')
      const { token, options } = await api.post<{ token: string; options: Parameters<typeof startAuthentication>[0]['optionsJSON'] }>('/login/passkey/options')
      const response = await startAuthentication({ optionsJSON: options })
      await api.post('/login/passkey', { body: { token, response } })
      await onDone()
    } catch (error) {
      // People close the browser's own window when they think better of it
      onProblem(error instanceof Error && error.name === 'NotAllowedError' ? t('No passkey was chosen.') : sentenceOf(error))
      setBusy(false)
    }
  }
  return (
    <Button
      variant={primary ? 'filled' : 'default'}
      size="md"
      loading={busy}
      leftSection={<IconFingerprint size={18} stroke={1.5} aria-hidden />}
      onClick={() => void ask()}
    >
      {t('Sign in with a passkey')}
    </Button>
  )
}
