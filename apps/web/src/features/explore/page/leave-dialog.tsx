import { Button, Group, Modal, Text } from '@mantine/core'
import { t } from '../../../session/i18n.ts'
import type { Leaving } from '../url/use-leave-guard.ts'

/** Asked before unsaved changes are left behind. */
export const LeaveDialog = ({
  leaving,
  name,
  canSave,
  onSave,
}: {
  readonly leaving: Leaving
  readonly name: string
  readonly canSave: boolean
  readonly onSave: () => void
}) => (
  <Modal opened onClose={leaving.stay} title={t('Unsaved changes')}>
    <Text size="sm">{name === '' ? t('The new chart is not saved.') : t('The changes to “{{name}}” are not saved.', { name })}</Text>
    <Group justify="flex-end" gap="xs" mt="lg">
      <Button variant="default" onClick={leaving.stay}>
        {t('Stay')}
      </Button>
      <Button variant="light" color="red" onClick={leaving.go}>
        {t('Leave without saving')}
      </Button>
      {canSave && (
        <Button
          onClick={() => {
            leaving.stay()
            onSave()
          }}
        >
          {t('Save')}
        </Button>
      )}
    </Group>
  </Modal>
)
