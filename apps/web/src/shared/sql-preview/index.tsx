import { ActionIcon, Button, Group, Modal, Stack, Tooltip } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconChevronLeft, IconChevronRight, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { t } from '../../session/i18n.ts'
import { SqlText } from '../sql-text/index.tsx'
import classes from './sql-preview.module.css'

interface Props {
  readonly title: string
  /** One line about it. */
  readonly facts: ReactNode
  readonly sql: string
  /** What the database answered instead of rows. */
  readonly error?: string | null
  /** Where it opens in SQL Lab; null: one may not. */
  readonly href: string | null
  /** null: there is none. */
  readonly previous: (() => void) | null
  readonly next: (() => void) | null
  readonly onClose: () => void
}

const copy = async (sql: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(sql)
    notifications.show({ message: t('SQL copied') })
  } catch (error) {
    notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
  }
}

/** Stays reachable when there is nothing further, so that the keyboard does not lose its place. */
const Step = ({ label, icon: Icon, go }: { readonly label: string; readonly icon: typeof IconCopy; readonly go: (() => void) | null }) => (
  <Tooltip label={label}>
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={label}
      aria-disabled={go === null}
      {...(go === null && { 'data-disabled': true })}
      onClick={() => go?.()}
    >
      <Icon size={18} stroke={1.5} />
    </ActionIcon>
  </Tooltip>
)

/** A query to be read: its whole SQL, the ones before and after it, copying, and the way into SQL Lab. */
export const SqlPreview = ({ title, facts, sql, error, href, previous, next, onClose }: Props) => {
  useHotkeys([
    ['ArrowLeft', () => previous?.()],
    ['ArrowRight', () => next?.()],
  ])
  return (
    <Modal opened onClose={onClose} title={title} size="xl">
      <Stack gap="sm">
        <div className={classes['facts']}>{facts}</div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard */}
        <pre className={classes['sql']} tabIndex={0}>
          <SqlText sql={sql} />
        </pre>
        {error !== undefined && error !== null && error !== '' && (
          <p className={classes['fault']} role="note" aria-label={t('Error')}>
            {error}
          </p>
        )}
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Step label={t('Previous query')} icon={IconChevronLeft} go={previous} />
            <Step label={t('Next query')} icon={IconChevronRight} go={next} />
          </Group>
          <Group gap="xs">
            <Button variant="default" leftSection={<IconCopy size={16} stroke={1.5} />} onClick={() => void copy(sql)}>
              {t('Copy')}
            </Button>
            {href !== null && (
              <Button component={Link} to={href}>
                {t('Open in SQL Lab')}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </Modal>
  )
}
