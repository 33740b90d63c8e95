import { writeExact } from '@coset/core'
import { EmptyState, ErrorState } from '@coset/ui'
import { Button, Loader, Menu, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconChartBar, IconCopy, IconDownload } from '@tabler/icons-react'
import { type RefObject, useState } from 'react'
import { ApiError, api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import type { ExecuteAnswer, PartialRows, ResultsPage } from '../model/types.ts'
import classes from '../sql-lab.module.css'
import { cellOf, Grid, type Place, windowAt } from './grid.tsx'
import { type Order, usePages } from './use-pages.ts'

interface Props {
  readonly answer: ExecuteAnswer
  readonly tookMs: number
  /** Rows that were there before the end: they stay until those of the result have come. */
  readonly partial: PartialRows | null
  readonly place: RefObject<Place>
  readonly onAgain: () => void
  readonly onChart: () => void
}

const MOST_COPIED = 5000

const seconds = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)

const told = (error: unknown): void => {
  notifications.show({ color: 'red', message: error instanceof Error ? error.message : String(error) })
}

const COPIES = {
  tab: {
    label: 'Copy as a table',
    text: (names: readonly string[], rows: readonly (readonly unknown[])[]) =>
      [names, ...rows.map((row) => row.map((cell) => (cellOf(cell) ?? '').replace(/[\t\r\n]+/g, ' ')))].map((row) => row.join('\t')).join('\n'),
  },
  json: {
    label: 'Copy as JSON',
    text: (names: readonly string[], rows: readonly (readonly unknown[])[]) =>
      writeExact(
        rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]))),
        2,
      ),
  },
  markdown: {
    label: 'Copy as Markdown',
    text: (names: readonly string[], rows: readonly (readonly unknown[])[]) => {
      const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\r?\n/g, ' ')).join(' | ')} |`
      return [line(names), line(names.map(() => '---')), ...rows.map((row) => line(row.map((cell) => cellOf(cell) ?? '')))].join('\n')
    },
  },
} as const

/** Which limit cut the rows, and what brings more; empty: none did. */
const limitText = ({ query }: ExecuteAnswer): string => {
  if (query.limitedBy === null || query.limitedBy === undefined) return ''
  const rows = (query.rows ?? 0).toLocaleString('en')
  if (query.limitedBy === 'QUERY') return t('cut by the LIMIT {{rows}} of the query', { rows })
  return query.limitedBy === 'DROPDOWN'
    ? t('cut by the row limit of the editor, {{rows}}; raise it to see more', { rows })
    : t('cut by the LIMIT of the query and the row limit of the editor, both {{rows}}', { rows })
}

const Kept = ({ answer, resultsKey, tookMs, partial, place, onAgain, onChart }: Props & { readonly resultsKey: string }) => {
  const session = useSession()
  const [order, setOrder] = useState<readonly Order[]>([])
  const [search, setSearch] = useState('')
  const [settled] = useDebouncedValue(search, 300)
  const [window, setWindow] = useState(() => windowAt(place.current))
  const view = { order, search: settled }
  const pages = usePages(resultsKey, view, window.from, window.to)
  const columns = pages.first?.columns ?? answer.columns
  const count = pages.first?.matched ?? answer.query.rows ?? 0
  const total = pages.first?.total ?? answer.query.rows ?? 0
  const asRead = order.length === 0 && settled === '' ? partial : null
  const row = (index: number): readonly unknown[] | undefined => pages.row(index) ?? asRead?.rows[index]
  const turn = (column: string): void => {
    const own = order[0]
    setOrder(own?.column !== column ? [{ column, desc: false }] : own.desc ? [] : [{ column, desc: true }])
  }
  const copy = async (kind: keyof typeof COPIES): Promise<void> => {
    const page = await api.get<ResultsPage>('/api/v1/sqllab/results/page/', {
      q: { key: resultsKey, offset: 0, limit: MOST_COPIED, order, ...(settled === '' ? {} : { search: settled }) },
    })
    await navigator.clipboard.writeText(
      COPIES[kind].text(
        columns.map((column) => column.name),
        page.rows,
      ),
    )
    notifications.show({ message: t('{{count}} rows copied', { count: page.rows.length }) })
  }
  if (pages.error instanceof ApiError && pages.error.status === 410)
    return <EmptyState title={t('The server keeps this result no longer.')} action={<Button onClick={onAgain}>{t('Run again')}</Button>} />
  if (pages.error !== null && pages.first === undefined)
    return <ErrorState message={pages.error.message} onRetry={onAgain} retryLabel={t('Run again')} detailsLabel={t('Details')} />
  const cut = limitText(answer)
  return (
    <div className={classes['results']}>
      <div className={classes['tools']}>
        <TextInput
          size="xs"
          type="search"
          aria-label={t('Search rows')}
          placeholder={t('Search rows')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <span role="status" className={classes['count']}>
          {count === total
            ? t('{{rows}} rows', { rows: total.toLocaleString('en') })
            : t('{{shown}} of {{all}} rows', { shown: count.toLocaleString('en'), all: total.toLocaleString('en') })}
          {cut !== '' && `, ${cut}`} · {seconds(tookMs)}
        </span>
        {pages.isFetching && <Loader size={14} aria-label={t('Loading')} />}
        <span className={classes['spring']} />
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconCopy size={16} stroke={1.5} />}>
              {t('Copy')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {(Object.keys(COPIES) as (keyof typeof COPIES)[]).map((kind) => (
              <Menu.Item key={kind} onClick={() => void copy(kind).catch(told)}>
                {t(COPIES[kind].label)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {session.allows('can_export_csv', 'SQLLab') && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconDownload size={16} stroke={1.5} />}
            onClick={() => void api.download('GET', `/api/v1/sqllab/export/${answer.query.id}/`).catch(told)}
          >
            {t('CSV')}
          </Button>
        )}
        {session.allows('can_write', 'Dataset') && (
          <Button size="compact-sm" variant="light" leftSection={<IconChartBar size={16} stroke={1.5} />} onClick={onChart}>
            {t('Chart it')}
          </Button>
        )}
      </div>
      {count === 0 ? (
        <EmptyState compact title={settled === '' ? t('The query gave no rows.') : t('No row holds this text.')} />
      ) : (
        <Grid columns={columns} count={count} pages={{ row }} order={order} window={window} onWindow={setWindow} onOrder={turn} place={place} />
      )}
    </div>
  )
}

/** What a run gave: rows from the server's kept result, or that there are none to show. */
export const Results = (props: Props) => {
  const { answer } = props
  if (answer.query.resultsKey !== null && answer.columns.length > 0)
    return <Kept key={answer.query.resultsKey} {...props} resultsKey={answer.query.resultsKey} />
  if (answer.query.ctas) return <EmptyState title={t('{{name}} was made.', { name: answer.query.tempTable ?? t('The table') })} />
  return <EmptyState title={t('Done. The script gave no rows to show.')} />
}
