import type { ChartTheme, ColorOf, DatasetHints, FormData, QueryResult } from '@coset/chart-kit'
import { ChartView, type MenuRequest } from '@coset/chart-kit/view'
import { definitionFor, fallbackDefinition } from '@coset/charts/by-type'
import { renderers, useDrawing } from '@coset/charts/render'
import { writeExact } from '@coset/core'
import { ErrorState } from '@coset/ui'
import { Skeleton } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { Boundary } from '../boundary/index.tsx'
import classes from './drill.module.css'
import { useAsker } from './request.ts'
import type { Subject } from './subject.ts'

/** How charts look where one comes from. */
export interface Look {
  readonly theme: ChartTheme
  readonly colorOf: ColorOf
  readonly hints: DatasetHints
}

interface Props {
  readonly subject: Subject
  readonly formData: FormData
  readonly look: Look
  readonly asTable: boolean
  readonly onMenu: ((request: MenuRequest) => void) | undefined
}

/** A drilled chart; the one before stays, dimmed, until it is there. */
export const ByChart = ({ subject, formData, look, asTable, onMenu }: Props) => {
  const asker = useAsker()
  const { ref, width, height } = useElementSize()
  useDrawing(formData.viz_type ?? 'table', true)
  const query = useQuery<{ readonly formData: FormData; readonly results: readonly QueryResult[] }>({
    queryKey: ['drill-by', subject.chartId, writeExact(formData)],
    queryFn: async ({ signal }) => ({ formData, results: await asker.ask(subject, asker.drilled(subject, formData, false), signal) }),
    placeholderData: (before) => before,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  })
  const { data, error } = query
  const vizType = data?.formData.viz_type ?? 'table'
  return (
    <div className={classes['picture']} ref={ref} data-stale={query.isPlaceholderData || undefined} aria-busy={query.isFetching}>
      {error !== null ? (
        <ErrorState
          compact
          message={error.message}
          details={error instanceof ApiError ? error.details : ''}
          onRetry={() => void query.refetch()}
          retryLabel={t('Try again')}
          detailsLabel={t('Details')}
        />
      ) : data === undefined || width === 0 ? (
        <Skeleton h="100%" aria-label={t('Loading')} />
      ) : (
        <Boundary key={`${asTable} ${vizType}`}>
          <ChartView
            definition={asTable ? fallbackDefinition(vizType) : definitionFor(vizType)}
            renderers={renderers}
            formData={data.formData}
            results={data.results}
            dataset={look.hints}
            width={Math.floor(width)}
            height={Math.floor(height)}
            theme={look.theme}
            colorOf={look.colorOf}
            {...(onMenu && !query.isPlaceholderData ? { onMenu } : {})}
          />
        </Boundary>
      )}
    </div>
  )
}
