import { toDatasetHints } from '@coset/chart-kit'
import type { ItemMeta } from '@coset/chart-kit/dashboard'
import { ChartView } from '@coset/chart-kit/view'
import { definitionFor, fallbackDefinition } from '@coset/charts'
import { renderers } from '@coset/charts/render'
import { EmptyState, ErrorState } from '@coset/ui'
import { Loader, Modal, Tooltip } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ApiError } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { ChartProgress, LostAnswer, Stopped } from '../../../shared/chart-data/index.ts'
import { CutMark, useCutRows } from '../../../shared/cut-rows/index.tsx'
import { useEmbedding } from '../../../shared/embedding/index.ts'
import { Boundary } from '../boundary.tsx'
import { useDashboard } from '../model/context.ts'
import type { ChartInfo } from '../model/types.ts'
import classes from './chart.module.css'
import { ChartMenu } from './chart-menu.tsx'
import { useBox } from './use-box.ts'
import { explainRequest, useChartData, useFormData } from './use-chart-data.ts'

const WhyDialog = lazy(async () => ({ default: (await import('../../../shared/why/index.tsx')).WhyDialog }))

const minutes = (since: string | null | undefined): string => {
  if (since === null || since === undefined) return ''
  const passed = Math.max(0, Math.round((Date.now() - Date.parse(/[zZ]|[+-]\d\d:\d\d$/.test(since) ? since : `${since}Z`)) / 60_000))
  return passed < 1
    ? t('Cached just now')
    : passed < 60
      ? t('Cached {{count}} min ago', { count: passed })
      : t('Cached {{count}} h ago', { count: Math.round(passed / 60) })
}

/** One chart: title, menu, picture; says what it waits for and what went wrong. */
export const ChartCard = ({ chart, meta }: { readonly chart: ChartInfo; readonly meta: ItemMeta }) => {
  const { theme, colorOf, datasets, masks, setMask, crossFilters, highlighted, keepOwnState } = useDashboard()
  const embedding = useEmbedding()
  const body = useRef<HTMLDivElement>(null)
  const card = useRef<HTMLElement>(null)
  const { box, near } = useBox(body, embedding?.picture != null)
  const [refreshes, setRefreshes] = useState(0)
  const [showQuery, setShowQuery] = useState(false)
  const [showWhy, setShowWhy] = useState(false)
  const [asTable, setAsTable] = useState(false)
  const [ownState, setOwnState] = useState<Readonly<Record<string, unknown>> | null>(null)
  const [drawn, setDrawn] = useState(false)
  const onReady = useCallback(() => setDrawn(true), [])
  const base = useFormData(chart)
  useEffect(() => {
    if (ownState !== null) keepOwnState(chart.id, ownState)
  }, [chart.id, ownState, keepOwnState])
  const formData = useMemo(() => (ownState === null ? base : { ...base, own_state: ownState }), [base, ownState])
  const { query, waiting, place, progress, stop, isStopped } = useChartData(chart, formData, near, refreshes)
  const datasetId = Number(String(chart.form_data.datasource ?? '').split('__')[0])
  const dataset = datasets.get(datasetId)
  const hints = useMemo(() => toDatasetHints(dataset), [dataset])
  const name = meta.sliceNameOverride ?? chart.slice_name
  const results = query.data?.result
  const mine = masks[String(chart.id)]
  const selected = useMemo(() => (mine?.filterState.label === undefined ? [] : [mine.filterState.label]), [mine])
  const definition = asTable ? fallbackDefinition(chart.form_data.viz_type ?? 'table') : definitionFor(chart.form_data.viz_type ?? 'table')
  const cut = useCutRows(definitionFor(chart.form_data.viz_type ?? 'table'), formData, query.isPlaceholderData ? undefined : results)
  const freshness = minutes(results?.[0]?.cached_dttm)
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
        {chart.description !== null && chart.description !== '' && (
          <Tooltip label={chart.description} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
            <IconInfoCircle size={16} stroke={1.5} tabIndex={0} aria-label={chart.description} className={classes['info'] ?? ''} />
          </Tooltip>
        )}
        {cut !== null && query.error === null && waiting.length === 0 && <CutMark cut={cut} />}
        {query.isFetching && results !== undefined && <Loader size={14} role="img" aria-label={t('Loading')} />}
        {embedding?.ui.hideChartControls !== true && (
          <ChartMenu
            chart={chart}
            name={name}
            formData={formData}
            body={body}
            freshness={freshness}
            asTable={asTable}
            onRefresh={() => setRefreshes(refreshes + 1)}
            onFullScreen={() => void card.current?.requestFullscreen()}
            onShowQuery={() => setShowQuery(true)}
            onWhy={() => setShowWhy(true)}
            onToggleTable={() => setAsTable(!asTable)}
          />
        )}
      </header>
      <div className={`${classes['body'] ?? ''} chart-container`} ref={body} data-stale={query.isPlaceholderData || undefined}>
        {waiting.length > 0 ? (
          <EmptyState compact title={t('Waiting for a choice in {{names}}', { names: waiting.map((filter) => filter.name).join(', ') })} />
        ) : query.error !== null ? (
          <ErrorState
            compact
            message={query.error.message}
            details={query.error instanceof ApiError ? query.error.details : ''}
            onRetry={() => void query.refetch()}
            retryLabel={query.error instanceof LostAnswer ? t('Run again') : t('Try again')}
            detailsLabel={t('Details')}
          />
        ) : isStopped && results === undefined ? (
          <Stopped onAgain={() => void query.refetch()} />
        ) : results === undefined || box.width === 0 ? (
          <div className={classes['skeleton']} aria-busy="true">
            {near && <Loader size="sm" type="dots" role="img" aria-label={t('Loading {{name}}', { name })} />}
            {place !== '' && <p className={classes['place']}>{place}</p>}
            {progress !== null && <ChartProgress progress={progress} onStop={stop} />}
          </div>
        ) : (
          <Boundary key={`${asTable}`}>
            <ChartView
              definition={definition}
              renderers={renderers}
              formData={formData}
              results={results}
              dataset={hints}
              width={box.width}
              height={box.height}
              theme={theme}
              colorOf={colorOf}
              selected={selected}
              onReady={onReady}
              onOwnState={setOwnState}
              {...(crossFilters
                ? {
                    onSelect: (filters, label) =>
                      setMask(
                        String(chart.id),
                        filters === null ? { extraFormData: {}, filterState: {} } : { extraFormData: { filters }, filterState: { value: label, label } },
                      ),
                  }
                : {})}
            />
          </Boundary>
        )}
      </div>
      {results !== undefined && query.isPlaceholderData && (progress !== null || isStopped) && (
        <div className={classes['under']}>
          {progress === null ? <Stopped inLine onAgain={() => void query.refetch()} /> : <ChartProgress progress={progress} onStop={stop} />}
        </div>
      )}
      {showWhy && (
        <Suspense fallback={null}>
          <WhyDialog name={name} request={explainRequest(formData)} chartId={chart.id} onClose={() => setShowWhy(false)} />
        </Suspense>
      )}
      {showQuery && (
        <Modal opened onClose={() => setShowQuery(false)} title={t('Query of {{name}}', { name })} size="xl">
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
