import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { absoluteText } from '../moment/index.tsx'
import type { Draft } from './store.ts'

interface Props {
  readonly draft: Draft
  /** When the object was saved last, and by whom. */
  readonly savedOn: number
  readonly savedBy: string
  readonly onTake: () => void
  readonly onDrop: () => void
}

/** What was left behind, from when it is, and whether somebody saved since. */
const Words = ({ draft, savedOn, savedBy }: Pick<Props, 'draft' | 'savedOn' | 'savedBy'>) => (
  <>
    <Text size="sm">{t('They are from {{when}}, and are kept in this browser only.', { when: absoluteText(draft.at) })}</Text>
    {savedOn !== draft.readOn && (
      <Alert color="orange" role="note">
        {savedBy === ''
          ? t('It was saved since, {{when}}. When you save, you are shown both versions.', { when: absoluteText(savedOn) })
          : t('{{name}} saved it since, {{when}}. When you save, you are shown both versions.', { name: savedBy, when: absoluteText(savedOn) })}
      </Alert>
    )}
  </>
)

const Choices = ({ onTake, onDrop }: Pick<Props, 'onTake' | 'onDrop'>) => (
  <Group justify="flex-end" gap="xs">
    <Button variant="default" onClick={onDrop}>
      {t('Drop them')}
    </Button>
    <Button onClick={onTake} data-autofocus>
      {t('Take them up')}
    </Button>
  </Group>
)

/** Asks whether unsaved changes are taken up again. Closing it decides nothing. */
export const FoundDraft = (props: Props & { readonly onLater: () => void }) => (
  <Modal opened onClose={props.onLater} title={t('You have unsaved changes')}>
    <Stack gap="md">
      <Words {...props} />
      <Choices {...props} />
    </Stack>
  </Modal>
)

/** The same inside a form. */
export const FoundDraftNote = (props: Props) => (
  <Alert color="blue" role="note" title={t('You have unsaved changes')}>
    <Stack gap="xs">
      <Words {...props} />
      <Choices {...props} />
    </Stack>
  </Alert>
)
