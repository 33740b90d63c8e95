import { Alert, Button, Code, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useMemo, useState } from 'react'
import { renderSVG } from 'uqr'
import { t } from '../../session/i18n.ts'

export interface Beginning {
  readonly id: number
  readonly secret: string
  readonly uri: string
}

interface Props {
  readonly beginning: Beginning
  readonly onCode: (code: string) => Promise<void>
  readonly onClose: () => void
}

/** The picture for the app, the secret to type instead, and the first code. */
export const TotpDialog = ({ beginning, onCode, onClose }: Props) => {
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const picture = useMemo(() => `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(beginning.uri, { border: 2 }))}`, [beginning.uri])
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
        <Text size="sm">{t('Read the picture with an app for codes, or type the secret into it.')}</Text>
        <img src={picture} alt={t('Picture of the secret, for the app')} width={200} height={200} style={{ alignSelf: 'center', background: 'white' }} />
        <Code block>{beginning.secret}</Code>
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
