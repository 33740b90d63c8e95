import { CATEGORICAL_SCHEMES } from '@coset/chart-kit'
import {
  addToGrid,
  chartAncestors,
  chartsInScope,
  type DataMasks,
  type NativeFilter,
  type NewItem,
  readDashboardConfig,
  readLayout,
} from '@coset/chart-kit/dashboard'
import { useComputedColorScheme } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { useEmbedding } from '../../shared/embedding/index.ts'
import { late } from '../../shared/late/index.tsx'
import { SCOPE, useOwnStyles } from '../../shared/own-styles/index.ts'
import { parseTheme, useChartTheme, useTheme } from '../../shared/theme/index.ts'
import { Boundary } from './boundary.tsx'
import classes from './dashboard.module.css'
import { useConfiguring } from './filters/configure/use-configuring.ts'
import { FilterBar } from './filters/filter-bar.tsx'
import { DashboardProvider, type DashboardState } from './model/context.ts'
import { metadataOf, withDefinitions } from './model/load.ts'
import type { ChartInfo, Loaded } from './model/types.ts'
import { EmbeddedTitle, TitleRow } from './title-row.tsx'
import { useAnswers, useOwnStates } from './use-answers.ts'
import { useColors } from './use-colors.ts'
import { useEditing } from './use-editing.ts'
import { useLayoutDraft } from './use-layout-draft.ts'
import { useMasks } from './use-masks.ts'
import { useOpenTabs } from './use-open-tabs.ts'
import { useAutoRefresh } from './use-refresh.ts'
import { FilterEditor } from './view/filter-editor.tsx'
import { Grid } from './view/grid.tsx'

const EditPalette = late(async () => (await import('./edit/palette.tsx')).EditPalette)
const LeftWork = late(async () => (await import('./edit/left-work.tsx')).LeftWork)

const record = (value: unknown): Record<string, string> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
    : {}

/** Schemes that are not known here leave charts their own. */
const schemeOf = (value: unknown): string => CATEGORICAL_SCHEMES.find((scheme) => scheme === value) ?? ''

/** Whether the dashboard is arranged now; it stands in the address. */
const useArranging = (mayEdit: boolean) => {
  const [parameters, setParameters] = useSearchParams()
  const setArranging = useCallback(
    (on: boolean) =>
      setParameters(
        (before) => {
          const next = new URLSearchParams(before)
          if (on) next.set('edit', 'true')
          else next.delete('edit')
          return next
        },
        { replace: true },
      ),
    [setParameters],
  )
  return { arranging: mayEdit && parameters.get('edit') === 'true', setArranging }
}

const publish = async (dashboard: Loaded['dashboard'], client: QueryClient): Promise<void> => {
  try {
    const { publishOver } = await import('./saving.ts')
    if ((await publishOver(dashboard, !dashboard.published)).kind === 'cancelled') return
    await client.invalidateQueries({ queryKey: ['dashboard'] })
  } catch (error) {
    notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
  }
}

/** A loaded dashboard: filters, charts, and arranging them. */
export const DashboardView = ({ loaded, first, openFirst }: { readonly loaded: Loaded; readonly first: DataMasks; readonly openFirst: readonly string[] }) => {
  const { dashboard } = loaded
  const session = useSession()
  const embedding = useEmbedding()
  const client = useQueryClient()
  const dark = useComputedColorScheme('light') === 'dark'
  const metadata = useMemo(() => metadataOf(dashboard.json_metadata), [dashboard.json_metadata])
  const config = useMemo(() => readDashboardConfig(metadata, embedding === null || embedding.picture !== null), [metadata, embedding])
  const saved = useMemo(
    () => ({
      layout: readLayout(
        dashboard.position_json,
        loaded.charts.map((chart) => chart.id),
      ),
      title: dashboard.dashboard_title,
      readOn: dashboard.changed_on_ms,
    }),
    [dashboard, loaded.charts],
  )
  const editing = useEditing(saved)
  const { reset } = editing
  const [added, setAdded] = useState<readonly ChartInfo[]>([])
  const { masks, setMask, clear } = useMasks(dashboard.id, config.chosenFor, first, embedding === null)
  const { openTabs, openTab } = useOpenTabs(saved.layout, openFirst)
  const [refreshed, setRefreshed] = useState(embedding?.picture?.force === true ? 1 : 0)
  const [hovered, setHovered] = useState<NativeFilter | null>(null)
  const [saving, setSaving] = useState(false)
  const mayEdit =
    embedding === null &&
    session.allows('can_write', 'Dashboard') &&
    (session.user?.is_admin === true || dashboard.owners?.some((owner) => owner.id === session.user?.id) === true)
  const { arranging, setArranging } = useArranging(mayEdit)
  const ownTheme = dashboard.theme?.json_data ?? ''
  useTheme(
    'dashboard',
    useMemo(() => parseTheme(ownTheme).theme, [ownTheme]),
  )
  useOwnStyles(dashboard.css)
  const overrides = useMemo(() => ({ ...record(metadata['map_label_colors']), ...record(metadata['label_colors']) }), [metadata])
  const colorOf = useColors({ uuid: dashboard.uuid, overrides, dark, remembering: embedding === null })
  const charts = useMemo(() => new Map([...loaded.charts, ...added].map((chart) => [chart.id, chart])), [loaded.charts, added])
  const draft = useLayoutDraft({ dashboard, saved, editing, arranging, charts, onCharts: setAdded })
  const shown = useMemo(() => new Set(chartAncestors(editing.layout).keys()), [editing.layout])
  const { ownStates, keepOwnState } = useOwnStates()
  const state: DashboardState = {
    id: dashboard.id,
    title: dashboard.dashboard_title,
    layout: editing.layout,
    charts,
    datasets: useMemo(() => new Map(loaded.datasets.map((dataset) => [dataset.id, dataset])), [loaded.datasets]),
    filters: config.filters,
    config,
    configuring: useConfiguring(mayEdit, arranging && editing.changed),
    masks,
    setMask,
    colorOf,
    theme: useChartTheme(),
    crossFilters: metadata['cross_filters_enabled'] !== false,
    editing: arranging,
    edit: editing.edit,
    refreshed,
    autoRefresh: useAutoRefresh(metadata, !arranging && embedding?.picture === undefined),
    colorScheme: schemeOf(metadata['color_scheme']),
    keepOwnState,
    openTabs,
    openTab,
    highlighted: useMemo(() => (hovered === null ? null : chartsInScope(hovered, editing.layout)), [hovered, editing.layout]),
  }
  useAnswers(state, ownStates)
  const isNearFilters = hovered !== null
  useEffect(() => {
    if (isNearFilters) FilterEditor.fetch()
  }, [isNearFilters])
  const reload = (): Promise<unknown> => client.invalidateQueries({ queryKey: ['dashboard'] })
  const save = async (): Promise<void> => {
    setSaving(true)
    try {
      const { saveArrangement } = await import('./saving.ts')
      const outcome = await saveArrangement(dashboard, saved.layout, editing, charts)
      if (outcome.kind === 'cancelled') return
      draft.forget()
      await reload()
      setArranging(false)
      notifications.show(outcome.kind === 'saved' ? { color: 'green', message: t('Saved') } : { message: t('This is their version now') })
    } catch (error) {
      notifications.show({ color: 'red', title: t('Not saved'), message: error instanceof Error ? error.message : String(error) })
    } finally {
      setSaving(false)
    }
  }
  const add = (item: NewItem): void => editing.edit((layout) => addToGrid(layout, item, Object.values(openTabs).at(-1)))
  const addChart = async (chart: ChartInfo): Promise<void> => {
    try {
      const ready = await withDefinitions([chart])
      setAdded((before) => [...before, ...ready])
      add({ type: 'CHART', meta: { chartId: chart.id, width: 4, height: 50, sliceName: chart.slice_name } })
    } catch (error) {
      notifications.show({ color: 'red', title: t('That did not work'), message: error instanceof Error ? error.message : String(error) })
    }
  }
  return (
    <DashboardProvider value={state}>
      {draft.found !== null && <LeftWork dashboard={dashboard} draft={draft} found={draft.found} onLater={() => setArranging(false)} />}
      <main className={`${classes['page'] ?? ''} dashboard ${SCOPE}`}>
        {embedding === null && (
          <TitleRow
            dashboard={dashboard}
            title={editing.title}
            masks={masks}
            openTabs={Object.values(openTabs)}
            editing={arranging}
            changed={editing.changed}
            saving={saving}
            mayEdit={mayEdit}
            canUndo={editing.canUndo}
            canRedo={editing.canRedo}
            onTitle={editing.setTitle}
            onUndo={editing.undo}
            onRedo={editing.redo}
            onRefresh={() => setRefreshed(refreshed + 1)}
            onEdit={() => setArranging(true)}
            onDiscard={() => {
              draft.forget()
              reset(saved)
              setArranging(false)
            }}
            onSave={() => void save()}
            onPublish={() => void publish(dashboard, client)}
            onRestored={reload}
          />
        )}
        {embedding?.ui.hideTitle === false && <EmbeddedTitle title={editing.title} note={embedding.picture?.note ?? ''} />}
        {embedding?.ui.showFilters === false ? null : <FilterBar onHover={setHovered} onClear={clear} />}
        <div className={classes['body']}>
          <div className={classes['main']}>
            <Grid />
          </div>
          {arranging && (
            <Boundary message={t('What could be added cannot be shown.')}>
              <EditPalette shown={shown} onAdd={add} onAddChart={(chart) => void addChart(chart)} />
            </Boundary>
          )}
        </div>
      </main>
    </DashboardProvider>
  )
}
