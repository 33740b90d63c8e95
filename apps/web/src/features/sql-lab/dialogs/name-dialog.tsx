import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../session/i18n.ts'

interface Props {
  readonly title: string
  readonly label: string
  readonly start: string
  readonly action: string
  /** A second field; absent: none. */
  readonly note?: string
  readonly hint?: string
  readonly onDone: (name: string, note: string) => Promise<void>
  readonly onClose: () => void
}

/** Asks for a name, and maybe a note; stays open and says why when it could not be done. */
export const NameDialog = ({ title, label, start, action, note, hint, onDone, onClose }: Props) => {
  const [name, setName] = useState(start)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const done = async (): Promise<void> => {
    setBusy(true)
    setFault('')
    try {
      await onDone(name.trim(), text)
      onClose()
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void done()
        }}
      >
        <Stack>
          {hint !== undefined && <Text size="sm">{hint}</Text>}
          <TextInput
            label={label}
            value={name}
            required
            maxLength={250}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
            error={fault === '' ? undefined : fault}
          />
          {note !== undefined && <Textarea label={note} value={text} onChange={(event) => setText(event.currentTarget.value)} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <Button type="submit" loading={busy} disabled={name.trim() === ''}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
