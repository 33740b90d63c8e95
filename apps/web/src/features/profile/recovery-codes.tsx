import { Modal, Stack } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { Codes } from '../../shared/second-factors/codes.tsx'

/** Recovery codes after they were made. */
export const RecoveryCodes = ({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) => (
  <Modal opened onClose={onClose} title={t('Recovery codes')} closeOnClickOutside={false}>
    <Stack>
      <Codes codes={codes} onKept={onClose} />
    </Stack>
  </Modal>
)
