import { Button, Group, JsonInput, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'

/** Values for the templates of the tab, as a JSON object. */
export const ParametersDialog = ({
  start,
  onSave,
  onClose,
}: {
  readonly start: string
  readonly onSave: (text: string) => void
  readonly onClose: () => void
}) => {
  const [text, setText] = useState(start === '' ? '{\n  \n}' : start)
  const wrong = (): boolean => {
    if (text.trim() === '') return false
    try {
      const value: unknown = JSON.parse(text)
      return typeof value !== 'object' || value === null || Array.isArray(value)
    } catch {
      return true
    }
  }
  return (
    <Modal opened onClose={onClose} title={t('Parameters')}>
      <Stack>
        <Text size="sm">{t('Names that the SQL uses between double braces, and their values.')}</Text>
        <JsonInput
          aria-label={t('Parameters')}
          autosize
          minRows={6}
          formatOnBlur
          value={text}
          onChange={setText}
          error={wrong() ? t('This is no JSON object.') : undefined}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button
            disabled={wrong()}
            onClick={() => {
              onSave(text.trim())
              onClose()
            }}
          >
            {t('Use')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
