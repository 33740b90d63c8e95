import type { FormData } from '@coset/chart-kit'
import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDots } from '@tabler/icons-react'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import { useEmbedding } from '../../../shared/embedding/index.ts'
import { useDashboard } from '../model/context.ts'
import type { ChartInfo } from '../model/types.ts'
import { copyChartLink } from './share.ts'
import { chartRequest } from './use-chart-data.ts'
import type { Drill } from './use-drill.ts'

interface Props {
  readonly chart: ChartInfo
  readonly name: string
  readonly formData: FormData
  /** How old what is shown is, a line for each query. */
  readonly freshness: readonly string[]
  readonly asTable: boolean
  /** Null: there is none. */
  readonly isDescribed: boolean | null
  readonly drill: Drill
  readonly onRefresh: () => void
  readonly onFullScreen: () => void
  readonly onShowQuery: () => void
  readonly onWhy: () => void
  readonly onToggleTable: () => void
  readonly onDescribe: () => void
  readonly onPicture: () => Promise<void>
}

const told = (error: unknown): void => {
  notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
}

/** Whether the chart's type can show single rows, and only its database does not. */
const DrillItems = ({ drill }: { readonly drill: Drill }) => {
  const { rights, drilling, hidesRows } = drill
  const session = useSession()
  const wonders = hidesRows && session.allows('can_samples', 'Datasource')
  if (!rights.detail && !rights.by && !wonders) return null
  return (
    <>
      <Menu.Divider />
      {rights.detail && <Menu.Item onClick={() => drilling.setOpen({ kind: 'detail', filters: [] })}>{t('Drill to detail')}</Menu.Item>}
      {wonders && (
        <Tooltip label={t('The database of this chart shows no single rows')}>
          <Menu.Item aria-disabled closeMenuOnClick={false} c="dimmed">
            {t('Drill to detail')}
          </Menu.Item>
        </Tooltip>
      )}
      {rights.by && <Menu.Item onClick={() => drilling.setOpen({ kind: 'by', start: null })}>{t('Drill by…')}</Menu.Item>}
    </>
  )
}

/** Everything one can do with a chart on a dashboard. */
export const ChartMenu = (props: Props) => {
  const { chart, name, formData, freshness, asTable, isDescribed, drill, onRefresh, onFullScreen, onShowQuery, onWhy, onToggleTable, onDescribe, onPicture } =
    props
  const session = useSession()
  const dashboard = useDashboard()
  const embedding = useEmbedding()
  const asksWhy = session.user !== null && session.allows('can_view_query', 'Dashboard')
  const save = (format: 'csv' | 'xlsx'): void =>
    void api.download('POST', '/api/v1/chart/data', { body: chartRequest(formData, { result_format: format }) }).catch(told)
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('Menu of {{name}}', { name })}>
          <IconDots size={18} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah="min(70dvh, 560px)" style={{ overflowY: 'auto' }}>
        {freshness.map((line) => (
          <Menu.Label key={line}>{line}</Menu.Label>
        ))}
        <Menu.Item onClick={onRefresh}>{t('Refresh')}</Menu.Item>
        <Menu.Item onClick={onFullScreen}>{t('Full screen')}</Menu.Item>
        {session.allows('can_view_chart_as_table', 'Dashboard') && (
          <Menu.Item onClick={onToggleTable}>{asTable ? t('View as chart') : t('View as table')}</Menu.Item>
        )}
        {isDescribed !== null && <Menu.Item onClick={onDescribe}>{isDescribed ? t('Hide description') : t('Show description')}</Menu.Item>}
        <DrillItems drill={drill} />
        {asksWhy && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={onWhy}>{t('Why this number')}</Menu.Item>
            <Menu.Item onClick={onShowQuery}>{t('View query')}</Menu.Item>
          </>
        )}
        {session.user !== null && session.allows('can_explore', 'Superset') && (
          <>
            <Menu.Divider />
            <Menu.Item component="a" href={chart.slice_url}>
              {t('Edit chart')}
            </Menu.Item>
          </>
        )}
        <Menu.Divider />
        {embedding === null && <Menu.Item onClick={() => void copyChartLink(dashboard, chart.id).catch(told)}>{t('Copy a link to this chart')}</Menu.Item>}
        {session.allows('can_csv', 'Superset') && (
          <>
            <Menu.Item onClick={() => save('csv')}>{t('Download CSV')}</Menu.Item>
            <Menu.Item onClick={() => save('xlsx')}>{t('Download Excel')}</Menu.Item>
          </>
        )}
        <Menu.Item onClick={() => void onPicture().catch(told)}>{t('Download picture')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
