import type { FormData } from '@coset/chart-kit'
import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDots } from '@tabler/icons-react'
import type { RefObject } from 'react'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import { useDashboard } from '../model/context.ts'
import type { ChartInfo } from '../model/types.ts'
import { pictureOf, saveBlob } from './picture.ts'
import { chartRequest } from './use-chart-data.ts'

interface Props {
  readonly chart: ChartInfo
  readonly name: string
  readonly formData: FormData
  readonly body: RefObject<HTMLElement | null>
  readonly freshness: string
  readonly asTable: boolean
  readonly onRefresh: () => void
  readonly onFullScreen: () => void
  readonly onShowQuery: () => void
  readonly onWhy: () => void
  readonly onToggleTable: () => void
}

const told = (error: unknown): void => {
  notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
}

/** Everything one can do with a chart on a dashboard. */
export const ChartMenu = ({ chart, name, formData, body, freshness, asTable, onRefresh, onFullScreen, onShowQuery, onWhy, onToggleTable }: Props) => {
  const session = useSession()
  const { theme } = useDashboard()
  const savePicture = async (): Promise<void> => {
    const picture = body.current === null ? null : await pictureOf(body.current, theme.background)
    if (picture === null) notifications.show({ message: t('Only drawn charts can be saved as a picture.') })
    else saveBlob(picture, `${name}.png`)
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('Menu of {{name}}', { name })}>
          <IconDots size={18} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {freshness !== '' && <Menu.Label>{freshness}</Menu.Label>}
        <Menu.Item onClick={onRefresh}>{t('Refresh')}</Menu.Item>
        <Menu.Item onClick={onFullScreen}>{t('Full screen')}</Menu.Item>
        {session.allows('can_view_chart_as_table', 'Dashboard') && (
          <Menu.Item onClick={onToggleTable}>{asTable ? t('View as chart') : t('View as table')}</Menu.Item>
        )}
        {session.user !== null && session.allows('can_view_query', 'Dashboard') && <Menu.Item onClick={onShowQuery}>{t('View query')}</Menu.Item>}
        {session.user !== null && session.allows('can_view_query', 'Dashboard') && <Menu.Item onClick={onWhy}>{t('Why this number')}</Menu.Item>}
        {session.user !== null && session.allows('can_explore', 'Superset') && (
          <Menu.Item component="a" href={chart.slice_url}>
            {t('Edit chart')}
          </Menu.Item>
        )}
        <Menu.Divider />
        {session.allows('can_csv', 'Superset') && (
          <Menu.Item onClick={() => void api.download('POST', '/api/v1/chart/data', { body: chartRequest(formData, { result_format: 'csv' }) }).catch(told)}>
            {t('Download CSV')}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => void savePicture().catch(told)}>{t('Download picture')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
