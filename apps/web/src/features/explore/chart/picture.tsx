import { createColorScale, type DatasetHints } from '@coset/chart-kit'
import { ChartView } from '@coset/chart-kit/view'
import { renderers } from '@coset/charts/render'
import { EmptyState, ErrorState } from '@coset/ui'
import { Skeleton, useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useDeferredValue, useMemo } from 'react'
import { ApiError } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { LostAnswer } from '../../../shared/chart-data/index.ts'
import { useChartTheme } from '../../../shared/theme/index.ts'
import { ChartBoundary } from './boundary.tsx'
import classes from './chart.module.css'
import type { Run } from './use-run.ts'

interface Props {
  readonly run: Run
  readonly hints: DatasetHints
  /** Labels of required settings that are still empty. */
  readonly missing: readonly string[]
  /** Page, order and search of charts that ask the server for them. */
  readonly onOwnState: (state: Readonly<Record<string, unknown>>) => void
}

/** The drawn chart; the last one stays, dimmed, while the next is on its way. */
const Drawn = ({ run, hints, width, height, onOwnState }: Omit<Props, 'missing'> & { readonly width: number; readonly height: number }) => {
  const dark = useComputedColorScheme('light') === 'dark'
  const theme = useChartTheme()
  const picture = useDeferredValue(run.picture)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each picture gives out its colours anew, so that a reload shows the same ones
  const colorOf = useMemo(() => createColorScale({ dark }), [dark, picture])
  if (picture === null || width < 8 || height < 8) return null
  return (
    <ChartBoundary attempt={picture}>
      <ChartView
        definition={picture.definition}
        renderers={renderers}
        formData={picture.formData}
        results={picture.results}
        dataset={hints}
        width={width}
        height={height}
        theme={theme}
        onOwnState={onOwnState}
        colorOf={colorOf}
      />
    </ChartBoundary>
  )
}

/** Errors of the database start with its kind of error; people get a sentence. */
function sentenceOf(error: Error): string {
  const isDatabase = error instanceof ApiError && (error.type.includes('DB_ENGINE') || /^\w*Error:/.test(error.message))
  return isDatabase ? t('The database refused the query: {{reason}}', { reason: error.message.replace(/^\w*Error:\s*/i, '') }) : error.message
}

const detailsOf = (error: Error): string => (error instanceof ApiError ? error.details : error instanceof LostAnswer ? '' : (error.stack ?? ''))

/** The middle of the page: chart, waiting, error, or what is still needed. */
export const ChartPicture = ({ run, hints, missing, onOwnState }: Props) => {
  const { ref, width, height } = useElementSize()
  const { picture, error } = run
  const isError = error !== null && missing.length === 0
  return (
    <div ref={ref} className={classes['picture']} aria-busy={run.isRunning}>
      {isError ? (
        <ErrorState
          message={sentenceOf(error)}
          details={detailsOf(error)}
          onRetry={() => run.again(false)}
          retryLabel={error instanceof LostAnswer ? t('Run again') : t('Try again')}
          detailsLabel={t('Details')}
        />
      ) : missing.length > 0 ? (
        <EmptyState title={t('Nearly there')}>
          <p>{t('Still needed: {{names}}. Drag a field there, or press Enter on it.', { names: missing.join(', ') })}</p>
        </EmptyState>
      ) : picture === null ? (
        run.isStopped ? (
          <EmptyState title={t('Stopped')}>{t('Run it again, or change something.')}</EmptyState>
        ) : (
          <Skeleton className={classes['skeleton'] ?? ''} aria-label={t('Loading')} />
        )
      ) : (
        <div className={run.isOld ? classes['old'] : classes['now']}>
          <Drawn run={run} hints={hints} width={Math.floor(width)} height={Math.floor(height)} onOwnState={onOwnState} />
        </div>
      )}
    </div>
  )
}
