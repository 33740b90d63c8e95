import { PAGES } from '@coset/contract/pages'
import { Loader, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconChartBar, IconFile, IconLayoutDashboard, IconSearch, IconTable } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '../../session/api.ts'
import { t } from '../../session/i18n.ts'
import { type Session, useSession } from '../../session/session.tsx'
import classes from './palette.module.css'

interface Found {
  readonly key: string
  readonly kind: 'dashboard' | 'chart' | 'dataset' | 'page'
  readonly title: string
  readonly to: string
}

interface Rows {
  readonly result: readonly {
    readonly id: number
    readonly dashboard_title?: string
    readonly slice_name?: string
    readonly table_name?: string
    readonly url?: string
  }[]
}

const ICONS = { dashboard: IconLayoutDashboard, chart: IconChartBar, dataset: IconTable, page: IconFile }
const page = { page: 0, page_size: 6 }

const find = async (text: string, signal: AbortSignal): Promise<readonly Found[]> => {
  const [dashboards, charts, datasets] = await Promise.all([
    api.get<Rows>('/api/v1/dashboard/', {
      q: { ...page, columns: ['id', 'dashboard_title', 'url'], filters: text === '' ? [] : [{ col: 'dashboard_title', opr: 'title_or_slug', value: text }] },
      signal,
    }),
    api.get<Rows>('/api/v1/chart/', {
      q: { ...page, columns: ['id', 'slice_name', 'url'], filters: text === '' ? [] : [{ col: 'slice_name', opr: 'chart_all_text', value: text }] },
      signal,
    }),
    api.get<Rows>('/api/v1/dataset/', {
      q: { ...page, columns: ['id', 'table_name'], filters: text === '' ? [] : [{ col: 'table_name', opr: 'ct', value: text }] },
      signal,
    }),
  ])
  return [
    ...dashboards.result.map((row) => ({ key: `d${row.id}`, kind: 'dashboard' as const, title: row.dashboard_title ?? '', to: row.url ?? '/' })),
    ...charts.result.map((row) => ({ key: `c${row.id}`, kind: 'chart' as const, title: row.slice_name ?? '', to: row.url ?? '/' })),
    ...datasets.result.map((row) => ({
      key: `t${row.id}`,
      kind: 'dataset' as const,
      title: row.table_name ?? '',
      to: `/explore/?datasource_type=table&datasource_id=${row.id}`,
    })),
  ]
}

/** Pages of the menus whose name holds the text; none while nothing is typed. */
const pagesNamed = (session: Session, text: string): readonly Found[] =>
  text === ''
    ? []
    : PAGES.filter(({ label, permission: [verb, view] }) => t(label).toLowerCase().includes(text.toLowerCase()) && session.allows(verb, view)).map(
        ({ to, label }) => ({ key: `p${to.replaceAll('/', '-')}`, kind: 'page' as const, title: t(label), to }),
      )

/** Finds pages and objects by name; arrows and Enter. */
export const Palette = ({ onClose }: { readonly onClose: () => void }) => {
  const navigate = useNavigate()
  const session = useSession()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 150)
  const [at, setAt] = useState(0)
  const { data: objects = [], isFetching } = useQuery({
    queryKey: ['palette', asked],
    queryFn: ({ signal }) => find(asked, signal),
    placeholderData: (before) => before,
  })
  const data = [...pagesNamed(session, asked), ...objects]
  const open = (found: Found | undefined): void => {
    if (found === undefined) return
    onClose()
    void navigate(found.to)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, data.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
    else if (event.key === 'Enter') open(data[at])
    else return
    event.preventDefault()
  }
  return (
    <Modal opened onClose={onClose} withCloseButton={false} size="lg" padding="sm" title={undefined} aria-label={t('Find')}>
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={data[at] === undefined ? undefined : `palette-${data[at].key}`}
        aria-label={t('Find')}
        placeholder={t('Find dashboards, charts, datasets and pages')}
        leftSection={<IconSearch size={16} />}
        rightSection={isFetching ? <Loader size="xs" /> : null}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id="palette-list" aria-label={t('Found')} className={classes['list']}>
        {data.map((found, i) => {
          const Icon = ICONS[found.kind]
          return (
            <div
              role="option"
              id={`palette-${found.key}`}
              key={found.key}
              aria-selected={i === at}
              tabIndex={-1}
              className={classes['item']}
              onMouseMove={() => setAt(i)}
              onClick={() => open(found)}
              onKeyDown={onKeyDown}
            >
              <Icon size={16} stroke={1.5} aria-hidden />
              <span>{found.title}</span>
              <span className={classes['kind']}>{t(found.kind)}</span>
            </div>
          )
        })}
      </div>
    </Modal>
  )
}
