import type { DatasetHints } from '@coset/chart-kit'
import { ActionIcon, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconCode,
  IconDots,
  IconExternalLink,
  IconFileSpreadsheet,
  IconHelpCircle,
  IconHistory,
  IconId,
  IconLink,
  IconPhoto,
  IconTable,
} from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { Link } from 'react-router'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { ReportItems } from '../../../shared/report-menu/index.tsx'
import { useChartTheme } from '../../../shared/theme/index.ts'
import { chartRequest } from '../chart/request.ts'
import type { Picture } from '../chart/use-run.ts'
import { isQuestion, sourceOf } from '../source.ts'
import type { Loaded } from '../types.ts'
import { downloadImage } from './image.ts'

const ChartProperties = lazy(async () => ({ default: (await import('../../../shared/properties/chart-dialog.tsx')).ChartProperties }))
const HistoryDrawer = lazy(async () => ({ default: (await import('../../../shared/history/drawer.tsx')).HistoryDrawer }))
const WhyDialog = lazy(async () => ({ default: (await import('../../../shared/why/index.tsx')).WhyDialog }))

interface Props {
  readonly loaded: Loaded
  readonly name: string
  readonly isChanged: boolean
  readonly picture: Picture | null
  readonly hints: DatasetHints
  readonly onSql: () => void
  /** null: its history is not theirs to see. */
  readonly onRestored: (() => Promise<void>) | null
}

const told = (error: unknown): void => {
  notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
}

/** What else can be done with the chart. */
export const ChartMenu = ({ loaded, name, isChanged, picture, hints, onSql, onRestored }: Props) => {
  const theme = useChartTheme()
  const link = async (): Promise<void> => {
    if (picture === null) return
    const { url } = await api.post<{ url: string }>('/api/v1/explore/permalink', { body: { formData: picture.formData, urlParams: [] } })
    const full = new URL(url, window.location.origin).href
    await navigator.clipboard.writeText(full)
    notifications.show({ title: t('Link copied'), message: full })
  }
  const download = (format: 'csv' | 'xlsx') => async (): Promise<void> => {
    if (picture === null) return
    await api.download('POST', '/api/v1/chart/data', {
      body: chartRequest(picture.definition, picture.formData, sourceOf(loaded.dataset), { result_format: format }),
    })
  }
  const image = async (): Promise<void> => {
    if (picture !== null) await downloadImage(picture, hints, theme, name)
  }
  const run = (action: () => Promise<void>) => () => void action().catch(told)
  const none = picture === null
  const [why, setWhy] = useState(false)
  const [describing, setDescribing] = useState(false)
  const [remembering, setRemembering] = useState(false)
  return (
    <>
      {why && picture !== null && (
        <Suspense fallback={null}>
          <WhyDialog
            name={name === '' ? t('this chart') : name}
            request={{ ...chartRequest(picture.definition, picture.formData, sourceOf(loaded.dataset)) }}
            chartId={loaded.slice?.slice_id ?? null}
            onClose={() => setWhy(false)}
          />
        </Suspense>
      )}
      {describing && loaded.slice !== null && onRestored !== null && (
        <Suspense fallback={null}>
          <ChartProperties
            id={loaded.slice.slice_id}
            onClose={() => setDescribing(false)}
            onSaved={() => {
              setDescribing(false)
              void onRestored().catch(told)
            }}
          />
        </Suspense>
      )}
      {remembering && loaded.slice !== null && onRestored !== null && (
        <Suspense fallback={null}>
          <HistoryDrawer
            kind="chart"
            id={loaded.slice.slice_id}
            name={loaded.slice.slice_name}
            unsaved={isChanged}
            onClose={() => setRemembering(false)}
            onRestored={onRestored}
          />
        </Suspense>
      )}
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('More actions')}>
            <IconDots size={18} stroke={1.5} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconLink size={16} stroke={1.5} />} disabled={none} onClick={run(link)}>
            {t('Copy a lasting link')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCode size={16} stroke={1.5} />} onClick={onSql}>
            {t('View the SQL')}
          </Menu.Item>
          <Menu.Item leftSection={<IconHelpCircle size={16} stroke={1.5} />} disabled={none} onClick={() => setWhy(true)}>
            {t('Why this number')}
          </Menu.Item>
          {loaded.slice !== null && onRestored !== null && (
            <Menu.Item leftSection={<IconId size={16} stroke={1.5} />} disabled={isChanged} onClick={() => setDescribing(true)}>
              {isChanged ? t('Properties (save first)') : t('Properties…')}
            </Menu.Item>
          )}
          {loaded.slice !== null && onRestored !== null && (
            <Menu.Item leftSection={<IconHistory size={16} stroke={1.5} />} onClick={() => setRemembering(true)}>
              {t('History')}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item leftSection={<IconTable size={16} stroke={1.5} />} disabled={none} onClick={run(download('csv'))}>
            {t('Download as CSV')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFileSpreadsheet size={16} stroke={1.5} />} disabled={none} onClick={run(download('xlsx'))}>
            {t('Download as Excel')}
          </Menu.Item>
          <Menu.Item leftSection={<IconPhoto size={16} stroke={1.5} />} disabled={none} onClick={run(image)}>
            {t('Download as image')}
          </Menu.Item>
          <Menu.Divider />
          {loaded.slice !== null && <ReportItems subject={{ kind: 'chart', id: loaded.slice.slice_id }} />}
          {!isQuestion(loaded.dataset) && (
            <Menu.Item leftSection={<IconExternalLink size={16} stroke={1.5} />} component={Link} to={`/dataset/${loaded.dataset.id}`}>
              {t('Edit the dataset')}
            </Menu.Item>
          )}
          {(loaded.metadata?.dashboards ?? []).length > 0 && <Menu.Label>{t('On dashboards')}</Menu.Label>}
          {(loaded.metadata?.dashboards ?? []).map((dashboard) => (
            <Menu.Item key={dashboard.id} component={Link} to={`/superset/dashboard/${dashboard.id}/`}>
              {dashboard.dashboard_title === '' ? t('Untitled') : dashboard.dashboard_title}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
