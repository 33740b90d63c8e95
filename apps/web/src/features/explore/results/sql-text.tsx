import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCopy } from '@tabler/icons-react'
import { t } from '../../../session/i18n.ts'
import classes from './results.module.css'

/** The SQL that was run, ready to be copied. */
export const SqlText = ({ sql }: { readonly sql: string }) => {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(sql)
      notifications.show({ message: t('SQL copied') })
    } catch (error) {
      notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
    }
  }
  if (sql === '') return <p className={classes['none']}>{t('No SQL was run yet.')}</p>
  return (
    <>
      <div className={classes['tools']}>
        <span>{t('As it was sent to the database')}</span>
        <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconCopy size={14} stroke={1.5} />} onClick={() => void copy()}>
          {t('Copy')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard */}
      <pre className={classes['sql']} tabIndex={0}>
        {sql}
      </pre>
    </>
  )
}
