import { Button, Group, Modal, Text } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import type { Leaving } from './use-leave-guard.ts'

export { type Leaving, useLeaveGuard } from './use-leave-guard.ts'

/** Asked before unsaved changes are left behind. */
export const LeaveDialog = ({ leaving, name }: { readonly leaving: Leaving; readonly name: string }) => (
  <Modal opened onClose={leaving.stay} title={t('Unsaved changes')}>
    <Text size="sm">{name === '' ? t('What you entered is not saved.') : t('The changes to “{{name}}” are not saved.', { name })}</Text>
    <Group justify="flex-end" gap="xs" mt="lg">
      <Button variant="light" color="red" onClick={leaving.go}>
        {t('Leave without saving')}
      </Button>
      <Button onClick={leaving.stay} data-autofocus>
        {t('Stay')}
      </Button>
    </Group>
  </Modal>
)
