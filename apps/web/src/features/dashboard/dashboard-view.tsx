import { CATEGORICAL_SCHEMES } from '@coset/chart-kit'
import {
  addToGrid,
  chartAncestors,
  chartsInScope,
  type DataMasks,
  type NativeFilter,
  type NewItem,
  readFilters,
  readLayout,
  writeLayout,
} from '@coset/chart-kit/dashboard'
import { readExact } from '@coset/core'
import { useComputedColorScheme } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useSession } from '../../session/session.tsx'
import { useEmbedding } from '../../shared/embedding/index.ts'
import { saveOver } from '../../shared/history/conflict.tsx'
import { layoutWords } from '../../shared/history/layout-words.ts'
import { ownWords } from '../../shared/history/mine.ts'
import { publishOver } from '../../shared/history/publish.ts'
import { SCOPE, useOwnStyles } from '../../shared/own-styles/index.ts'
import { parseTheme, useChartTheme, useTheme } from '../../shared/theme/index.ts'
import classes from './dashboard.module.css'
import { LeftWork } from './edit/left-work.tsx'
import { EditPalette } from './edit/palette.tsx'
import { FilterBar } from './filters/filter-bar.tsx'
import { DashboardProvider, type DashboardState } from './model/context.ts'
import type { ChartInfo, Loaded } from './model/types.ts'
import { EmbeddedTitle, TitleRow } from './title-row.tsx'
import { useAnswers, useOwnStates } from './use-answers.ts'
import { useColors } from './use-colors.ts'
import { useEditing } from './use-editing.ts'
import { useLayoutDraft } from './use-layout-draft.ts'
import { useMasks } from './use-masks.ts'
import { useOpenTabs } from './use-open-tabs.ts'
import { useAutoRefresh } from './use-refresh.ts'
import { Grid } from './view/grid.tsx'

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
  const metadata = useMemo(
    () => readExact(dashboard.json_metadata === '' ? '{}' : dashboard.json_metadata) as Record<string, unknown>,
    [dashboard.json_metadata],
  )
  const filters = useMemo(() => readFilters(metadata), [metadata])
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
  const { masks, setMask, clear } = useMasks(dashboard.id, filters, first, embedding === null)
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
    filters,
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
  const reload = (): Promise<unknown> => client.invalidateQueries({ queryKey: ['dashboard'] })
  const save = async (): Promise<void> => {
    setSaving(true)
    const body = { dashboard_title: editing.title, position_json: writeLayout(editing.layout) }
    const names = Object.fromEntries([...charts.values()].map((chart) => [`chart:${chart.id}`, chart.slice_name]))
    const mine = (): readonly string[] => [
      ...ownWords({ ...dashboard }, body, { dashboard_title: t('Title') }),
      ...layoutWords(writeLayout(saved.layout), body.position_json, names),
    ]
    try {
      const outcome = await saveOver({ kind: 'dashboard', id: dashboard.id, readOn: editing.readOn, mine }, (expected) =>
        api.put(`/api/v1/dashboard/${dashboard.id}`, { body: { ...body, ...expected } }),
      )
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
  const addChart = (chart: ChartInfo): void => {
    setAdded((before) => [...before, chart])
    add({ type: 'CHART', meta: { chartId: chart.id, width: 4, height: 50, sliceName: chart.slice_name } })
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
          {arranging && <EditPalette shown={shown} onAdd={add} onAddChart={addChart} />}
        </div>
      </main>
    </DashboardProvider>
  )
}
