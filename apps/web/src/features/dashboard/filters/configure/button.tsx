import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import { IconFilterCog, IconFilterPlus } from '@tabler/icons-react'
import { t } from '../../../../session/i18n.ts'
import { Boundary } from '../../../../shared/boundary/index.tsx'
import { late } from '../../../../shared/late/index.tsx'
import { useDashboard } from '../../model/context.ts'

const ConfigureDialog = late(async () => (await import('./dialog.tsx')).ConfigureDialog)

/** At the end of the filters, for those who may change them. */
export const ConfigureButton = () => {
  const { config, configuring } = useDashboard()
  if (!configuring.may) return null
  const isEmpty = config.items.length + config.controlItems.length === 0
  const label = configuring.isHeld ? t('Save the arrangement first, then change the filters') : t('Add or edit filters')
  const open = (): void => configuring.setOpen(true)
  return (
    <>
      {isEmpty ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFilterPlus size={16} stroke={1.5} />}
          disabled={configuring.isHeld}
          title={configuring.isHeld ? label : undefined}
          onClick={open}
        >
          {t('Add or edit filters')}
        </Button>
      ) : (
        <Tooltip label={label}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            aria-label={t('Add or edit filters')}
            aria-disabled={configuring.isHeld}
            onClick={configuring.isHeld ? undefined : open}
          >
            <IconFilterCog size={18} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      )}
      {configuring.isOpen && (
        <Boundary message={t('The filters cannot be edited now.')}>
          <ConfigureDialog onClose={() => configuring.setOpen(false)} />
        </Boundary>
      )}
    </>
  )
}

/** The same in the dashboard's menu. */
export const ConfigureItem = () => {
  const { configuring } = useDashboard()
  return configuring.may ? <Menu.Item onClick={() => configuring.setOpen(true)}>{t('Filters…')}</Menu.Item> : null
}
