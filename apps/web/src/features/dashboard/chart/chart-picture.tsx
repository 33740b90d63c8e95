import type { ChartDefinition, DatasetHints, QueryResult } from '@coset/chart-kit'
import { ChartView } from '@coset/chart-kit/view'
import { renderers } from '@coset/charts/render'
import { EmptyState, ErrorState } from '@coset/ui'
import { Loader } from '@mantine/core'
import { useMemo } from 'react'
import { ApiError } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { ChartProgress, LostAnswer, Stopped } from '../../../shared/chart-data/index.ts'
import { Boundary } from '../boundary.tsx'
import { useDashboard } from '../model/context.ts'
import classes from './chart.module.css'
import type { Box } from './use-box.ts'
import type { useChartData } from './use-chart-data.ts'
import type { Drill } from './use-drill.ts'

interface Props {
  readonly chartId: number
  readonly name: string
  readonly data: ReturnType<typeof useChartData>
  readonly results: readonly QueryResult[] | undefined
  readonly definition: ChartDefinition
  readonly asTable: boolean
  readonly hints: DatasetHints
  readonly box: Box
  readonly near: boolean
  readonly onMenu: Drill['onMenu']
  readonly onReady: () => void
  readonly onOwnState: (state: Readonly<Record<string, unknown>>) => void
}

/** What stands in a chart's place: its picture, what it waits for, or what went wrong. */
export const ChartPicture = ({ chartId, name, data, results, definition, asTable, hints, box, near, onMenu, onReady, onOwnState }: Props) => {
  const { theme, colorOf, masks, setMask, crossFilters } = useDashboard()
  const { query, waiting, place, progress, stop, isStopped } = data
  const mine = masks[String(chartId)]
  const selected = useMemo(() => (mine?.filterState.label === undefined ? [] : [mine.filterState.label]), [mine])
  if (waiting.length > 0)
    return <EmptyState compact title={t('Waiting for a choice in {{names}}', { names: waiting.map((filter) => filter.name).join(', ') })} />
  if (query.error !== null)
    return (
      <ErrorState
        compact
        message={query.error.message}
        details={query.error instanceof ApiError ? query.error.details : ''}
        onRetry={() => void query.refetch()}
        retryLabel={query.error instanceof LostAnswer ? t('Run again') : t('Try again')}
        detailsLabel={t('Details')}
      />
    )
  if (isStopped && results === undefined) return <Stopped onAgain={() => void query.refetch()} />
  if (results === undefined || box.width === 0)
    return (
      <div className={classes['skeleton']} aria-busy="true">
        {near && <Loader size="sm" type="dots" role="img" aria-label={t('Loading {{name}}', { name })} />}
        {place !== '' && <p className={classes['place']}>{place}</p>}
        {progress !== null && <ChartProgress progress={progress} onStop={stop} />}
      </div>
    )
  return (
    <Boundary key={`${asTable}`}>
      <ChartView
        definition={definition}
        renderers={renderers}
        formData={data.drawnAs}
        results={results}
        dataset={hints}
        width={box.width}
        height={box.height}
        theme={theme}
        colorOf={colorOf}
        selected={selected}
        onReady={onReady}
        onOwnState={onOwnState}
        {...(onMenu === null ? {} : { onMenu })}
        {...(crossFilters
          ? {
              onSelect: (filters, label) =>
                setMask(
                  String(chartId),
                  filters === null ? { extraFormData: {}, filterState: {} } : { extraFormData: { filters }, filterState: { value: label, label } },
                ),
            }
          : {})}
      />
    </Boundary>
  )
}
