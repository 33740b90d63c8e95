import { Menu } from '@mantine/core'
import { IconCheck, IconClockPause, IconClockPlay } from '@tabler/icons-react'
import { t } from '../../session/i18n.ts'
import { INTERVALS, intervalText } from '../../shared/properties/intervals.ts'
import { useDashboard } from './model/context.ts'

/** Whether the dashboard refreshes by itself: told, stopped, or chosen for this visit. */
export const RefreshItems = () => {
  const { seconds, choose } = useDashboard().autoRefresh
  return (
    <>
      {seconds > 0 && <Menu.Label>{t('Refreshes every {{interval}}', { interval: intervalText(seconds) })}</Menu.Label>}
      {seconds > 0 && (
        <Menu.Item leftSection={<IconClockPause size={16} />} onClick={() => choose(0)}>
          {t('Stop refreshing')}
        </Menu.Item>
      )}
      <Menu.Sub position="left-start">
        <Menu.Sub.Target>
          <Menu.Sub.Item leftSection={<IconClockPlay size={16} />}>{t('Refresh by itself')}</Menu.Sub.Item>
        </Menu.Sub.Target>
        <Menu.Sub.Dropdown>
          <Menu.Label>{t('For this visit')}</Menu.Label>
          {INTERVALS.map((one) => (
            <Menu.Item key={one} rightSection={one === seconds ? <IconCheck size={16} aria-label={t('Chosen')} /> : null} onClick={() => choose(one)}>
              {intervalText(one)}
            </Menu.Item>
          ))}
        </Menu.Sub.Dropdown>
      </Menu.Sub>
    </>
  )
}
