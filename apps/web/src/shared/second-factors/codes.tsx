import { Button, Code, CopyButton, Group, Text } from '@mantine/core'
import { t } from '../../session/i18n.ts'

/** Recovery codes, shown once: the server keeps only what checks them. */
export const Codes = ({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) => (
  <>
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
      <Button onClick={onKept}>{t('I have kept them')}</Button>
    </Group>
  </>
)
