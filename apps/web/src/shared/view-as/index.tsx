import { Alert, Button, Group, List, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import { ApiError } from '../../session/api.ts'
import { seeAs } from '../../session/eyes.ts'
import { t } from '../../session/i18n.ts'
import type { Session } from '../../session/session.tsx'
import { type Choice, RemoteSelect, resourceSource } from '../remote-select/index.tsx'

const users = resourceSource('/api/v1/security/users/', 'username', 'ct')

/** May this session see the site as somebody else? */
export const mayViewAs = (session: Session): boolean => session.viewing === null && session.allows('can_view_as', 'User')

/** Begins to see the site as somebody else; `person` null: whom, is chosen here. */
export const ViewAsDialog = ({ person, onClose }: { readonly person: { readonly id: number; readonly name: string } | null; readonly onClose: () => void }) => {
  const [chosen, setChosen] = useState<Choice | null>(null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState('')
  const id = person?.id ?? (chosen === null ? null : Number(chosen.value))
  const begin = async (): Promise<void> => {
    if (id === null) return
    setBusy(true)
    setRefusal('')
    try {
      await seeAs(id)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setRefusal(error.message.replace(/^user_id: /, ''))
      setBusy(false)
    }
  }
  return (
    <Modal opened onClose={onClose} title={person === null ? t('View as…') : t('View as {{name}}', { name: person.name })}>
      <Stack>
        {person === null && <RemoteSelect label={t('Person')} source={users} value={chosen} onChange={setChosen} placeholder={t('Type to search')} />}
        <List size="sm">
          <List.Item>{t('You see what they see: their lists, menus and rows.')}</List.Item>
          <List.Item>{t('You can only look. What you do leaves no mark in their name.')}</List.Item>
          <List.Item>{t('It ends after an hour, or when you go back to yourself. The audit log names you both.')}</List.Item>
        </List>
        {refusal !== '' && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button data-autofocus={person !== null} loading={busy} disabled={id === null} onClick={() => void begin()}>
            {t('View as this person')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
