import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import { t } from '../../session/i18n.ts'

/** Shown once: the server keeps only what checks them. */
export const RecoveryCodes = ({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) => (
  <Modal opened onClose={onClose} title={t('Recovery codes')} closeOnClickOutside={false}>
    <Stack>
      <Text size="sm">{t('For the day your phone is lost: each signs you in once. Keep them where you keep your passwords; they are not shown again.')}</Text>
      <Code block>{codes.join('\n')}</Code>
      <Group>
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t('Copied') : t('Copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>{t('I have kept them')}</Button>
      </Group>
    </Stack>
  </Modal>
)
