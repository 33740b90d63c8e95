import type { NewItem } from '@coset/chart-kit/dashboard'
import { Button, Checkbox, Loader, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../session/api.ts'
import { t } from '../../../session/i18n.ts'
import { useSession } from '../../../session/session.tsx'
import type { ChartInfo } from '../model/types.ts'
import classes from './palette.module.css'

interface Found {
  readonly id: number
  readonly slice_name: string
  readonly viz_type: string
  readonly form_data: ChartInfo['form_data']
  readonly description: string | null
  readonly slice_url: string
}

/** Charts and layout parts to put on the dashboard. */
export const EditPalette = ({
  shown,
  onAdd,
  onAddChart,
}: {
  readonly shown: ReadonlySet<number>
  readonly onAdd: (item: NewItem) => void
  readonly onAddChart: (chart: ChartInfo) => void
}) => {
  const session = useSession()
  const [text, setText] = useState('')
  const [mine, setMine] = useState(false)
  const [asked] = useDebouncedValue(text, 200)
  const filters = [
    ...(asked === '' ? [] : [{ col: 'slice_name', opr: 'chart_all_text', value: asked }]),
    ...(mine && session.user !== null ? [{ col: 'owners', opr: 'rel_m_m', value: session.user.id }] : []),
  ]
  const { data, isFetching } = useQuery({
    queryKey: ['palette-charts', asked, mine],
    queryFn: ({ signal }) =>
      api.get<{ result: readonly Found[] }>('/api/v1/chart/', {
        q: { filters, page: 0, page_size: 50, order_column: 'changed_on_delta_humanized', order_direction: 'desc' },
        signal,
      }),
    placeholderData: (before) => before,
  })
  return (
    <aside className={classes['palette']} aria-label={t('Things to add')}>
      <Stack gap="xs">
        <Text fw={600}>{t('Layout')}</Text>
        <div className={classes['parts']}>
          <Button
            size="xs"
            variant="default"
            onClick={() => onAdd({ type: 'HEADER', meta: { text: t('New heading'), headerSize: 'MEDIUM_HEADER', background: 'BACKGROUND_TRANSPARENT' } })}
          >
            {t('Heading')}
          </Button>
          <Button size="xs" variant="default" onClick={() => onAdd({ type: 'MARKDOWN', meta: { code: t('Some text'), width: 4, height: 20 } })}>
            {t('Text')}
          </Button>
          <Button size="xs" variant="default" onClick={() => onAdd({ type: 'DIVIDER', meta: {} })}>
            {t('Divider')}
          </Button>
          <Button size="xs" variant="default" onClick={() => onAdd({ type: 'TABS', meta: {} })}>
            {t('Tabs')}
          </Button>
        </div>
        <Text fw={600}>{t('Charts')}</Text>
        <TextInput
          size="xs"
          aria-label={t('Search charts')}
          placeholder={t('Search charts')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          rightSection={isFetching ? <Loader size="xs" /> : null}
        />
        <Checkbox size="xs" label={t('Only mine')} checked={mine} onChange={(event) => setMine(event.currentTarget.checked)} />
        <ul className={classes['list']}>
          {(data?.result ?? []).map((chart) => (
            <li key={chart.id}>
              <UnstyledButton className={classes['chart'] ?? ''} disabled={shown.has(chart.id)} onClick={() => onAddChart(chart)}>
                <span>{chart.slice_name}</span>
                <Text size="xs" c="dimmed">
                  {shown.has(chart.id) ? t('on this dashboard') : chart.viz_type}
                </Text>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </Stack>
    </aside>
  )
}
