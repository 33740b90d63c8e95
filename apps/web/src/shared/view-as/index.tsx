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

interface Person {
  readonly id: number
  readonly name: string
}

const Explained = ({ isNobody }: { readonly isNobody: boolean }) => (
  <List size="sm">
    <List.Item>
      {isNobody
        ? t('You see what people see who are not signed in: what the role Public opens, and where they are asked to sign in.')
        : t('You see what they see: their lists, menus and rows.')}
    </List.Item>
    <List.Item>{isNobody ? t('You can only look.') : t('You can only look. What you do leaves no mark in their name.')}</List.Item>
    <List.Item>
      {isNobody
        ? t('It ends after an hour, or when you go back to yourself. The audit log names you.')
        : t('It ends after an hour, or when you go back to yourself. The audit log names you both.')}
    </List.Item>
  </List>
)

/** Begins to see the site as somebody else; `person` null: whom, is chosen here; `nobody`: as somebody who is not signed in. */
export const ViewAsDialog = ({ person, onClose }: { readonly person: Person | 'nobody' | null; readonly onClose: () => void }) => {
  const [chosen, setChosen] = useState<Choice | null>(null)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState('')
  const isNobody = person === 'nobody'
  const id = isNobody ? null : (person?.id ?? (chosen === null ? null : Number(chosen.value)))
  const begin = async (): Promise<void> => {
    if (id === null && !isNobody) return
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
    <Modal opened onClose={onClose} title={person === null ? t('View as…') : isNobody ? t('View as nobody') : t('View as {{name}}', { name: person.name })}>
      <Stack>
        {person === null && <RemoteSelect label={t('Person')} source={users} value={chosen} onChange={setChosen} placeholder={t('Type to search')} />}
        <Explained isNobody={isNobody} />
        {refusal !== '' && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button data-autofocus={person !== null} loading={busy} disabled={id === null && !isNobody} onClick={() => void begin()}>
            {isNobody ? t('View as nobody') : t('View as this person')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
