import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../session/i18n.ts'

/** Somebody who asked for an account. */
export interface Registration {
  readonly id: number
  readonly username: string
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly registration_date: string | null
}

interface Props {
  readonly registration: Registration
  readonly onApprove: (registration: Registration) => Promise<void>
  readonly onClose: () => void
}

/** Approving makes an account whose address nobody has confirmed, which the dialog says. */
export const ApproveDialog = ({ registration, onApprove, onClose }: Props) => {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const go = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await onApprove(registration)
      onClose()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
      setBusy(false)
    }
  }
  const { username, email, first_name: first, last_name: last } = registration
  return (
    <Modal opened onClose={onClose} title={t('Approve “{{name}}”?', { name: username })}>
      <Stack gap="sm">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {first} {last} · {email}
        </Text>
        <Text size="sm">{t('The account is made at once, with the password that they chose and the roles of people who register.')}</Text>
        <Text size="sm" fw={600}>
          {t('They have not confirmed this address: approve only people whom you know it to belong to.')}
        </Text>
        {problem !== null && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('Cancel')}
          </Button>
          <Button loading={busy} onClick={() => void go()}>
            {t('Approve')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
