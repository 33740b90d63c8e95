import { type FormData, type QueryResult, withDefaults } from '@coset/chart-kit'
import { definitionFor } from '@coset/charts'
import { ChartView } from '@coset/charts/render'
import { ErrorState } from '@coset/ui'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useOutletContext } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { useEmbedding } from '../../shared/embedding/index.ts'
import { useChartTheme, useSiteTheme } from '../../shared/theme/index.ts'
import type { PictureFacts } from './facts.ts'
import classes from './picture.module.css'

type ChartFacts = Extract<PictureFacts, { readonly kind: 'chart' }>

const ask = async (facts: ChartFacts, formData: FormData, force: boolean, signal: AbortSignal): Promise<readonly QueryResult[]> => {
  const vizType = formData.viz_type ?? 'table'
  const body = {
    datasource: { id: Number(String(formData.datasource ?? '').split('__')[0]), type: 'table' },
    force,
    queries: definitionFor(vizType).buildQueries(formData),
    form_data: { slice_id: facts.id, viz_type: vizType },
    result_format: 'json',
    result_type: 'full',
  }
  return (await api.post<{ result: readonly QueryResult[] }>('/api/v1/chart/data', { body, signal })).result
}

const Shown = ({ facts }: { readonly facts: ChartFacts }) => {
  useSiteTheme()
  const theme = useChartTheme()
  const force = useEmbedding()?.picture?.force === true
  const vizType = facts.form_data.viz_type ?? 'table'
  const [formData] = useState((): FormData => ({ ...withDefaults(definitionFor(vizType), facts.form_data), slice_id: facts.id }))
  const [drawn, setDrawn] = useState(false)
  const onReady = useCallback(() => setDrawn(true), [])
  const { data, error } = useQuery({
    queryKey: ['picture', facts.id],
    queryFn: ({ signal }) => ask(facts, formData, force, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const state = error !== null ? 'error' : data === undefined ? 'loading' : 'ready'
  return (
    <main
      className={classes['chart']}
      style={{ backgroundColor: theme.background }}
      aria-label={facts.name}
      data-chart-id={facts.id}
      data-state={state}
      data-drawn={drawn}
    >
      {error !== null && <ErrorState compact message={error.message} retryLabel={t('Try again')} detailsLabel={t('Details')} />}
      {data !== undefined && (
        <ChartView
          vizType={vizType}
          formData={formData}
          results={data}
          dataset={facts.dataset}
          width={window.innerWidth}
          height={window.innerHeight}
          theme={theme}
          onReady={onReady}
        />
      )}
    </main>
  )
}

/** A chart alone, as large as the window. */
export const PictureChart = () => {
  const facts = useOutletContext<PictureFacts>()
  return facts.kind === 'chart' ? <Shown facts={facts} /> : null
}
