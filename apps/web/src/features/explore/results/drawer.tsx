import { ErrorState } from '@coset/ui'
import { ActionIcon, Skeleton, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { type DataSource, uidOf } from '../source.ts'
import type { ChartDataAnswer } from '../types.ts'
import classes from './results.module.css'
import type { Row } from './rows.ts'
import { SqlText } from './sql-text.tsx'
import { TablePanel } from './table-panel.tsx'

interface Samples {
  readonly result: { readonly data: readonly Row[]; readonly colnames: readonly string[]; readonly coltypes: readonly number[] }
}

const SamplesPanel = ({ source }: { readonly source: DataSource }) => {
  const query = useQuery({
    queryKey: ['samples', uidOf(source)],
    queryFn: ({ signal }) =>
      api.post<Samples>('/datasource/samples', {
        query: { datasource_type: source.type, datasource_id: source.id, page: 1, per_page: 50 },
        body: null,
        signal,
      }),
    staleTime: 300_000,
    retry: false,
  })
  if (query.error !== null)
    return <ErrorState compact message={query.error.message} onRetry={() => void query.refetch()} retryLabel={t('Try again')} detailsLabel={t('Details')} />
  if (query.data === undefined) return <Skeleton m="md" flex={1} />
  const { data, colnames, coltypes } = query.data.result
  return <TablePanel label={t('Samples')} columns={colnames} types={coltypes} rows={data} />
}

/** Which panel is open: `0`, `1` … are the results of each query; null is folded. */
export type Panel = string | null

interface Props {
  readonly results: ChartDataAnswer['result']
  readonly source: DataSource
  readonly panel: Panel
  readonly onPanel: (panel: Panel) => void
}

/** Under the chart: the rows of each query, samples of the dataset, and the SQL. */
export const Drawer = ({ results, source, panel, onPanel }: Props) => {
  const names = results.length === 0 ? ['0'] : results.map((_, index) => String(index))
  const tabs = [
    ...names.map((id, index) => ({ id, label: names.length > 1 ? t('Results {{number}}', { number: index + 1 }) : t('Results') })),
    { id: 'samples', label: t('Samples') },
    { id: 'sql', label: t('SQL') },
  ]
  const open = tabs.some((tab) => tab.id === panel) ? panel : null
  const result = open === null ? undefined : results[Number(open)]
  return (
    <section className={`${classes['drawer']} ${open === null ? '' : classes['open']}`} aria-label={t('Data')}>
      <div className={classes['bar']}>
        <div className={classes['tabs']} role="tablist" aria-label={t('Data')}>
          {tabs.map((tab) => (
            <UnstyledButton
              key={tab.id}
              role="tab"
              aria-selected={open === tab.id}
              className={classes['tab'] ?? ''}
              onClick={() => onPanel(open === tab.id ? null : tab.id)}
            >
              {tab.label}
            </UnstyledButton>
          ))}
        </div>
        <ActionIcon
          className={classes['fold'] ?? ''}
          variant="subtle"
          color="gray"
          size={28}
          aria-label={open === null ? t('Unfold the data') : t('Fold the data')}
          aria-expanded={open !== null}
          onClick={() => onPanel(open === null ? '0' : null)}
        >
          {open === null ? <IconChevronUp size={16} stroke={1.5} /> : <IconChevronDown size={16} stroke={1.5} />}
        </ActionIcon>
      </div>
      {open === 'samples' && <SamplesPanel source={source} />}
      {open === 'sql' && (
        <div className={classes['body']} role="tabpanel">
          <SqlText
            sql={results
              .map((one) => one.query ?? '')
              .filter((sql) => sql !== '')
              .join('\n\n')}
          />
        </div>
      )}
      {result !== undefined && <TablePanel key={open} label={t('Results')} columns={result.colnames} types={result.coltypes} rows={result.data} />}
      {open !== null && open !== 'samples' && open !== 'sql' && result === undefined && (
        <div className={classes['body']}>
          <p className={classes['none']}>{t('No result yet.')}</p>
        </div>
      )}
    </section>
  )
}
