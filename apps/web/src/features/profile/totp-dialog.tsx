import { Alert, Button, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { t } from '../../session/i18n.ts'
import { type Beginning, Secret } from '../../shared/second-factors/secret.tsx'

interface Props {
  readonly beginning: Beginning
  readonly onCode: (code: string) => Promise<void>
  readonly onClose: () => void
}

/** The picture for the app, the secret to type instead, and the first code. */
export const TotpDialog = ({ beginning, onCode, onClose }: Props) => {
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setProblem(null)
    try {
      await onCode(code.trim())
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <Modal opened onClose={onClose} title={t('Add an app')}>
      <Stack component="form" onSubmit={(event: FormEvent) => void submit(event)}>
        <Secret beginning={beginning} />
        {problem !== null && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <TextInput
          label={t('The code that it shows')}
          autoComplete="one-time-code"
          inputMode="numeric"
          required
          data-autofocus
          maxLength={10}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit">{t('Switch on')}</Button>
      </Stack>
    </Modal>
  )
}
