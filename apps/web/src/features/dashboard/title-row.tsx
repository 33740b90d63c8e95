import type { DataMasks } from '@coset/chart-kit/dashboard'
import { ActionIcon, Badge, Button, CopyButton, Menu, TextInput, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowBackUp, IconArrowForwardUp, IconDots, IconMaximize, IconRefresh } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { Favourite } from '../../shared/favourite/index.tsx'
import { usePictureDownload } from '../../shared/picture-download/index.ts'
import { ReportItems } from '../../shared/report-menu/index.tsx'
import classes from './dashboard.module.css'
import { ConfigureItem } from './filters/configure/button.tsx'
import type { DashboardInfo } from './model/types.ts'
import { RefreshItems } from './refresh-items.tsx'

const CopyDialog = lazy(async () => ({ default: (await import('./copy-dialog.tsx')).CopyDialog }))
const DashboardProperties = lazy(async () => ({ default: (await import('../../shared/properties/dashboard-dialog.tsx')).DashboardProperties }))
const EmbedDialog = lazy(async () => ({ default: (await import('./embed-dialog.tsx')).EmbedDialog }))
const HistoryDrawer = lazy(async () => ({ default: (await import('../../shared/history/drawer.tsx')).HistoryDrawer }))
const StylesDialog = lazy(async () => ({ default: (await import('./styles-dialog.tsx')).StylesDialog }))
const ThemeDialog = lazy(async () => ({ default: (await import('./theme-dialog.tsx')).ThemeDialog }))

interface Props {
  readonly dashboard: DashboardInfo
  readonly title: string
  readonly masks: DataMasks
  readonly openTabs: readonly string[]
  readonly editing: boolean
  readonly changed: boolean
  readonly saving: boolean
  readonly mayEdit: boolean
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly onTitle: (title: string) => void
  readonly onUndo: () => void
  readonly onRedo: () => void
  readonly onRefresh: () => void
  readonly onEdit: () => void
  readonly onDiscard: () => void
  readonly onSave: () => void
  readonly onPublish: () => void
  readonly onRestored: () => Promise<unknown>
}

const told = (error: unknown): void => {
  notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
}

const shareLink = async (dashboard: DashboardInfo, masks: DataMasks, openTabs: readonly string[]): Promise<void> => {
  const { url } = await api.post<{ url: string }>(`/api/v1/dashboard/${dashboard.id}/permalink`, { body: { dataMask: masks, activeTabs: openTabs } })
  await navigator.clipboard.writeText(window.location.origin + url)
  notifications.show({ message: t('A lasting link to what you see is in the clipboard') })
}

const EditTools = ({ title, changed, saving, canUndo, canRedo, onTitle, onUndo, onRedo, onDiscard, onSave }: Props) => (
  <>
    <TextInput className={classes['titleInput'] ?? ''} aria-label={t('Title')} value={title} onChange={(event) => onTitle(event.currentTarget.value)} />
    <div className={classes['actions']}>
      <ActionIcon variant="subtle" color="gray" disabled={!canUndo} aria-label={t('Undo')} onClick={onUndo}>
        <IconArrowBackUp size={18} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" disabled={!canRedo} aria-label={t('Redo')} onClick={onRedo}>
        <IconArrowForwardUp size={18} />
      </ActionIcon>
      <Button variant="default" onClick={onDiscard}>
        {t('Discard')}
      </Button>
      <Button onClick={onSave} loading={saving} disabled={!changed}>
        {t('Save')}
      </Button>
    </div>
  </>
)

/** The title alone, for pages of other sites; on pictures with a note under it. */
export const EmbeddedTitle = ({ title, note }: { readonly title: string; readonly note: string }) => (
  <header className={classes['titleRow']}>
    <h1 className={classes['title']}>{title === '' ? t('Untitled') : title}</h1>
    {note !== '' && <p className={classes['note']}>{note}</p>}
  </header>
)

/** Title, state and actions of a dashboard. */
export const TitleRow = (props: Props) => {
  const { dashboard, title, masks, openTabs, editing, mayEdit, onRefresh, onEdit, onPublish, onRestored } = props
  const session = useSession()
  const [embedding, setEmbedding] = useState(false)
  const [describing, setDescribing] = useState(false)
  const [copying, setCopying] = useState(false)
  const [theming, setTheming] = useState(false)
  const [styling, setStyling] = useState(false)
  const [remembering, setRemembering] = useState(false)
  const mayEmbed = mayEdit && session.feature_flags['EMBEDDED_SUPERSET'] === true && session.allows('can_set_embedded', 'Dashboard')
  const download = usePictureDownload()
  const pictured = { id: dashboard.id, title, dataMask: masks, tabs: openTabs }
  if (editing) return <header className={classes['titleRow']}>{EditTools(props)}</header>
  return (
    <header className={classes['titleRow']}>
      <h1 className={classes['title']}>{title === '' ? t('Untitled') : title}</h1>
      <Favourite kind="dashboard" id={dashboard.id} name={title} />
      {!dashboard.published && (
        <Badge variant="light" color="gray">
          {t('Draft')}
        </Badge>
      )}
      {dashboard.certified_by !== null && dashboard.certified_by !== '' && (
        <Tooltip
          label={[t('Certified by {{name}}', { name: dashboard.certified_by }), dashboard.certification_details ?? '']
            .filter((text) => text !== '')
            .join(' · ')}
        >
          <Badge variant="default" tabIndex={0}>
            {t('Certified')}
          </Badge>
        </Tooltip>
      )}
      <div className={classes['actions']}>
        <Tooltip label={t('Ask all charts again')}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('Refresh')} onClick={onRefresh}>
            <IconRefresh size={18} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
        {mayEdit && (
          <Button variant="default" onClick={onEdit}>
            {t('Arrange')}
          </Button>
        )}
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('More')}>
              <IconDots size={18} stroke={1.5} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconMaximize size={16} />} onClick={() => void document.documentElement.requestFullscreen().catch(told)}>
              {t('Present full screen')}
            </Menu.Item>
            <RefreshItems />
            <Menu.Item onClick={() => void shareLink(dashboard, masks, openTabs).catch(told)}>{t('Copy a link to this view')}</Menu.Item>
            {session.allows('can_export', 'Dashboard') && (
              <Menu.Item onClick={() => void api.download('GET', '/api/v1/dashboard/export/', { q: [dashboard.id] }).catch(told)}>{t('Export')}</Menu.Item>
            )}
            {session.allows('can_cache_dashboard_screenshot', 'Dashboard') && (
              <>
                <Menu.Item onClick={() => void download(pictured, 'png').catch(told)}>{t('Download as picture')}</Menu.Item>
                <Menu.Item onClick={() => void download(pictured, 'pdf').catch(told)}>{t('Download as PDF')}</Menu.Item>
              </>
            )}
            <ReportItems subject={{ kind: 'dashboard', id: dashboard.id, dataMask: masks, tabs: openTabs }} />
            {mayEmbed && <Menu.Item onClick={() => setEmbedding(true)}>{t('Embed dashboard')}</Menu.Item>}
            {mayEdit && <Menu.Item onClick={() => setDescribing(true)}>{t('Properties…')}</Menu.Item>}
            {session.allows('can_write', 'Dashboard') && <Menu.Item onClick={() => setCopying(true)}>{t('Save as…')}</Menu.Item>}
            {mayEdit && session.allows('can_read', 'Theme') && <Menu.Item onClick={() => setTheming(true)}>{t('Theme…')}</Menu.Item>}
            <ConfigureItem />
            {mayEdit && <Menu.Item onClick={() => setStyling(true)}>{t('Styles…')}</Menu.Item>}
            {mayEdit && <Menu.Item onClick={() => setRemembering(true)}>{t('History')}</Menu.Item>}
            {mayEdit && <Menu.Item onClick={onPublish}>{dashboard.published ? t('Back to draft') : t('Publish')}</Menu.Item>}
            <CopyButton value={dashboard.uuid}>{({ copy }) => <Menu.Item onClick={copy}>{t('Copy the UUID')}</Menu.Item>}</CopyButton>
            <Menu.Label>{t('Changed {{when}} {{who}}', { when: dashboard.changed_on_delta_humanized, who: dashboard.changed_by_name ?? '' })}</Menu.Label>
          </Menu.Dropdown>
        </Menu>
      </div>
      {remembering && (
        <Suspense fallback={null}>
          <HistoryDrawer kind="dashboard" id={dashboard.id} name={title} onClose={() => setRemembering(false)} onRestored={onRestored} />
        </Suspense>
      )}
      {describing && (
        <Suspense fallback={null}>
          <DashboardProperties
            id={dashboard.id}
            onClose={() => setDescribing(false)}
            onSaved={() => {
              setDescribing(false)
              void onRestored()
            }}
          />
        </Suspense>
      )}
      {copying && (
        <Suspense fallback={null}>
          <CopyDialog dashboard={dashboard} onClose={() => setCopying(false)} />
        </Suspense>
      )}
      {styling && (
        <Suspense fallback={null}>
          <StylesDialog dashboard={dashboard} onClose={() => setStyling(false)} />
        </Suspense>
      )}
      {theming && (
        <Suspense fallback={null}>
          <ThemeDialog dashboard={dashboard} onClose={() => setTheming(false)} />
        </Suspense>
      )}
      {embedding && (
        <Suspense fallback={null}>
          <EmbedDialog dashboard={dashboard} onClose={() => setEmbedding(false)} />
        </Suspense>
      )}
    </header>
  )
}
