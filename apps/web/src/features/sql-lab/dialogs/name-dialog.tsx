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
  readonly noteStart?: string
  readonly hint?: string
  readonly onDone: (name: string, note: string) => Promise<void>
  /** A second thing that can be done with the name. */
  readonly other?: { readonly action: string; readonly onDone: (name: string, note: string) => Promise<void> }
  readonly onClose: () => void
}

/** Asks for a name, and maybe a note; stays open and says why when it could not be done. */
export const NameDialog = ({ title, label, start, action, note, noteStart = '', hint, onDone, other, onClose }: Props) => {
  const [name, setName] = useState(start)
  const [text, setText] = useState(noteStart)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const run = async (work: Props['onDone']): Promise<void> => {
    setBusy(true)
    setFault('')
    try {
      await work(name.trim(), text)
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
          void run(onDone)
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
            {other !== undefined && (
              <Button variant="default" disabled={busy || name.trim() === ''} onClick={() => void run(other.onDone)}>
                {other.action}
              </Button>
            )}
            <Button type="submit" loading={busy} disabled={name.trim() === ''}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
