import { toDatasetHints } from '@coset/chart-kit'
import type { ItemMeta } from '@coset/chart-kit/dashboard'
import { definitionFor, fallbackDefinition } from '@coset/charts/by-type'
import { useDrawing } from '@coset/charts/render'
import { ActionIcon, Loader, Modal } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { t } from '../../../session/i18n.ts'
import { ChartProgress, Stopped } from '../../../shared/chart-data/index.ts'
import { CutMark, useCutRows } from '../../../shared/cut-rows/index.tsx'
import { DrillLayer, useDatumEvents } from '../../../shared/drill/index.ts'
import { useEmbedding } from '../../../shared/embedding/index.ts'
import { Boundary } from '../boundary.tsx'
import { useDashboard } from '../model/context.ts'
import type { ChartInfo } from '../model/types.ts'
import classes from './chart.module.css'
import { ChartMenu } from './chart-menu.tsx'
import { ChartPicture } from './chart-picture.tsx'
import { freshnessOf } from './freshness.ts'
import { pictureOf, saveBlob } from './picture.ts'
import { useBox } from './use-box.ts'
import { explainRequest, useChartData, useFormData } from './use-chart-data.ts'
import { useDrill } from './use-drill.ts'

const WhyDialog = lazy(async () => ({ default: (await import('../../../shared/why/index.tsx')).WhyDialog }))
const MarkdownText = lazy(async () => ({ default: (await import('../../../shared/markdown/index.tsx')).MarkdownText }))

/** A chart's settings with what it keeps for itself, such as its page. */
const useOwnForm = (chart: ChartInfo) => {
  const { keepOwnState } = useDashboard()
  const [ownState, setOwnState] = useState<Readonly<Record<string, unknown>> | null>(null)
  const base = useFormData(chart)
  useEffect(() => {
    if (ownState !== null) keepOwnState(chart.id, ownState)
  }, [chart.id, ownState, keepOwnState])
  return { formData: useMemo(() => (ownState === null ? base : { ...base, own_state: ownState }), [base, ownState]), setOwnState }
}

/** One chart: title, menu, picture; says what it waits for and what went wrong. */
export const ChartCard = ({ chart, meta }: { readonly chart: ChartInfo; readonly meta: ItemMeta }) => {
  const { theme, colorOf, datasets, highlighted } = useDashboard()
  const embedding = useEmbedding()
  const body = useRef<HTMLDivElement>(null)
  const card = useRef<HTMLElement>(null)
  const { box, near } = useBox(body, embedding?.picture != null)
  const vizType = chart.form_data.viz_type ?? 'table'
  useDrawing(vizType, near)
  const [refreshes, setRefreshes] = useState(0)
  const [shown, setShown] = useState<'query' | 'why' | null>(null)
  const [asTable, setAsTable] = useState(false)
  const [isDescribed, setDescribed] = useState(false)
  const [drawn, setDrawn] = useState(false)
  const onReady = useCallback(() => setDrawn(true), [])
  const { formData, setOwnState } = useOwnForm(chart)
  const data = useChartData(chart, formData, near, refreshes)
  const { query, waiting, progress, stop, isStopped, isStale } = data
  const dataset = datasets.get(Number(String(chart.form_data.datasource ?? '').split('__')[0]))
  const hints = useMemo(() => toDatasetHints(dataset), [dataset])
  const name = meta.sliceNameOverride ?? chart.slice_name
  const results = query.data?.result
  const definition = asTable ? fallbackDefinition(vizType) : definitionFor(vizType)
  const cut = useCutRows(definitionFor(vizType), formData, isStale ? undefined : results)
  const drill = useDrill(chart, name, formData, card)
  const events = useDatumEvents(drill.onMenu)
  const description = chart.description ?? ''
  const isRefreshing = query.isFetching && results !== undefined && !isStale
  const describe = (): void => setDescribed(!isDescribed)
  const savePicture = async (): Promise<void> => {
    if (body.current === null || results === undefined) return
    const model = () => definition.transform({ formData, results, dataset: hints, ...box, theme, colorOf })
    saveBlob(await pictureOf(body.current, model, theme), `${name}.png`)
  }
  return (
    <article
      className={`${classes['card'] ?? ''} chart-slice`}
      ref={card}
      aria-label={name}
      data-chart-id={chart.id}
      data-dimmed={highlighted !== null && !highlighted.has(chart.id)}
      data-drawn={drawn}
      data-state={waiting.length > 0 ? 'waiting' : query.error !== null ? 'error' : results !== undefined && !query.isPlaceholderData ? 'ready' : 'loading'}
    >
      <header className={classes['header']}>
        <h3 className={`${classes['title'] ?? ''} header-title`} title={name}>
          {name}
        </h3>
        {description !== '' && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={t('Description of {{name}}', { name })}
            aria-expanded={isDescribed}
            onClick={describe}
          >
            <IconInfoCircle size={16} stroke={1.5} />
          </ActionIcon>
        )}
        {cut !== null && query.error === null && waiting.length === 0 && <CutMark cut={cut} />}
        {query.isFetching && results !== undefined && isStale && <Loader size={14} role="img" aria-label={t('Loading')} />}
        {embedding?.ui.hideChartControls !== true && (
          <ChartMenu
            chart={chart}
            name={name}
            formData={formData}
            freshness={freshnessOf(results ?? [], Date.now())}
            asTable={asTable}
            isDescribed={description === '' ? null : isDescribed}
            drill={drill}
            onRefresh={() => setRefreshes(refreshes + 1)}
            onFullScreen={() => void card.current?.requestFullscreen()}
            onShowQuery={() => setShown('query')}
            onWhy={() => setShown('why')}
            onToggleTable={() => setAsTable(!asTable)}
            onDescribe={describe}
            onPicture={savePicture}
          />
        )}
      </header>
      {isRefreshing && <span className={classes['refreshing']} role="img" aria-label={t('Asking again')} />}
      {isDescribed && description !== '' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
        <section className={classes['description']} aria-label={t('Description of {{name}}', { name })} tabIndex={0}>
          <Suspense fallback={null}>
            <MarkdownText text={description} />
          </Suspense>
        </section>
      )}
      <div className={`${classes['body'] ?? ''} chart-container`} ref={body} data-stale={isStale || undefined} {...events}>
        <ChartPicture
          chartId={chart.id}
          {...{ name, data, results, definition, asTable, hints, box, near, onReady }}
          onMenu={drill.onMenu}
          onOwnState={setOwnState}
        />
      </div>
      {results !== undefined && query.isPlaceholderData && (progress !== null || isStopped) && (
        <div className={classes['under']}>
          {progress === null ? <Stopped inLine onAgain={() => void query.refetch()} /> : <ChartProgress progress={progress} onStop={stop} />}
        </div>
      )}
      <Boundary>
        <DrillLayer {...drill} />
      </Boundary>
      {shown === 'why' && (
        <Suspense fallback={null}>
          <WhyDialog name={name} request={explainRequest(formData)} chartId={chart.id} onClose={() => setShown(null)} />
        </Suspense>
      )}
      {shown === 'query' && (
        <Modal opened onClose={() => setShown(null)} title={t('Query of {{name}}', { name })} size="xl">
          {(results ?? []).map((result, i) => (
            <pre key={i} className={classes['sql']}>
              {result.query ?? t('No query was run.')}
            </pre>
          ))}
        </Modal>
      )}
    </article>
  )
}
