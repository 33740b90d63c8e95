import { Alert, Badge, Button, Code, CopyButton, Group, Text } from '@mantine/core'
import { t } from '../../session/i18n.ts'
import { momentText } from '../moment/index.tsx'

/** Where keys are listed and made. */
export const API_KEYS = '/api/v1/security/api_keys/'

/** A key as its list tells it, never the key itself. */
export interface ApiKey {
  readonly uuid: string
  readonly name: string
  readonly key_prefix: string
  readonly user_id: number
  readonly scopes: readonly string[] | null
  readonly active: boolean
  readonly expires_on: string | null
  readonly last_used_on: string | null
}

interface KeyRowProps {
  readonly row: ApiKey
  /** Stands before its times. */
  readonly what?: string
  readonly onRevoke: () => void
}

/** A key in a list, with the way to end it. */
export const KeyRow = ({ row, what, onRevoke }: KeyRowProps) => (
  <Group justify="space-between" wrap="nowrap">
    <div>
      <Text size="sm">
        {row.name} <Code>{row.key_prefix}…</Code> {!row.active && <Badge color="gray">{t('revoked')}</Badge>}
      </Text>
      <Text size="xs" c="dimmed">
        {what !== undefined && `${what} · `}
        {t('ends {{when}}', { when: momentText(row.expires_on) })} · {t('last used {{when}}', { when: momentText(row.last_used_on) })}
      </Text>
    </div>
    {row.active && (
      <Button size="compact-sm" variant="subtle" color="red" style={{ flexShrink: 0 }} onClick={onRevoke}>
        {t('Revoke')}
      </Button>
    )}
  </Group>
)

/** The key itself is told once. */
export const NewKey = ({ secret }: { readonly secret: string }) => (
  <Alert color="green" role="status" title={t('Copy the key now; it is not shown again')}>
    <Group>
      <Code style={{ overflowWrap: 'anywhere' }}>{secret}</Code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" onClick={copy}>
            {copied ? t('Copied') : t('Copy')}
          </Button>
        )}
      </CopyButton>
    </Group>
  </Alert>
)
