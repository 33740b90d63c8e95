import { addTab, changeMeta, type Item } from '@coset/chart-kit/dashboard'
import { EmptyState } from '@coset/ui'
import { ActionIcon, Group, Tabs, TextInput, Tooltip } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '../../../session/i18n.ts'
import { useEmbedding } from '../../../shared/embedding/index.ts'
import { late } from '../../../shared/late/index.tsx'
import { Boundary } from '../boundary.tsx'
import { ChartCard } from '../chart/chart-card.tsx'
import { EditFrame } from '../edit/edit-frame.tsx'
import { useDashboard } from '../model/context.ts'
import classes from './grid.module.css'

const Waiting = () => <div aria-busy="true" />
const Markdown = late(async () => (await import('./markdown.tsx')).Markdown, Waiting)
const MarkdownSource = late(async () => (await import('./markdown-source.tsx')).MarkdownSource, Waiting)

const UNIT = 8
const span = (columns: number): Record<string, string> => ({ '--span': String(columns) })

const Tabbed = ({ item }: { readonly item: Item }) => {
  const { layout, openTabs, openTab, editing, edit } = useDashboard()
  const open = openTabs[item.id] ?? item.children[0] ?? ''
  const bare = useEmbedding()?.ui.hideTabs === true
  return (
    <Tabs
      value={open}
      onChange={(value) => value !== null && openTab(item.id, value)}
      keepMounted={false}
      className={`${classes['tabs'] ?? ''} dashboard-component dashboard-component-tabs`}
    >
      <Tabs.List {...(bare ? { display: 'none' } : {})}>
        {item.children.map((id) => (
          <Tabs.Tab key={id} value={id}>
            {layout[id]?.meta.text ?? layout[id]?.meta.defaultText ?? t('Tab')}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {editing && (
        <Group gap={4} mt={8}>
          <TextInput
            size="xs"
            w={240}
            aria-label={t('Name of the open tab')}
            value={layout[open]?.meta.text ?? ''}
            onChange={(event) => {
              const text = event.currentTarget.value
              edit((before) => changeMeta(before, open, { text }))
            }}
          />
          <Tooltip label={t('Add a tab')}>
            <ActionIcon variant="subtle" aria-label={t('Add a tab')} onClick={() => edit((before) => addTab(before, item.id))}>
              <IconPlus size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      )}
      {item.children.map((id) => (
        <Tabs.Panel key={id} value={id} pt={12}>
          <Stack ids={layout[id]?.children ?? []} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

/** Items one below the other, as a grid, a tab or a column hold them. */
export const Stack = ({ ids }: { readonly ids: readonly string[] }) => (
  <div className={classes['stack']}>
    {ids.map((id) => (
      <Any key={id} id={id} />
    ))}
  </div>
)

const heightOf = (item: Item): number => (item.meta.height ?? 50) * UNIT

const Any = ({ id }: { readonly id: string }): ReactNode => {
  const { layout, charts, editing } = useDashboard()
  const item = layout[id]
  if (item === undefined) return null
  switch (item.type) {
    case 'ROW':
      return (
        <div className={`${classes['row'] ?? ''} grid-row`} data-background={item.meta.background === 'BACKGROUND_WHITE' ? 'white' : undefined}>
          {item.children.map((child) => (
            <Any key={child} id={child} />
          ))}
        </div>
      )
    case 'COLUMN':
      return (
        <div
          className={`${classes['cell'] ?? ''} grid-column`}
          style={span(item.meta.width ?? 4)}
          data-background={item.meta.background === 'BACKGROUND_WHITE' ? 'white' : undefined}
        >
          <Stack ids={item.children} />
        </div>
      )
    case 'TABS':
      return (
        <EditFrame item={item} plain>
          <Tabbed item={item} />
        </EditFrame>
      )
    case 'CHART': {
      const chart = item.meta.chartId === undefined ? undefined : charts.get(item.meta.chartId)
      return (
        <div
          className={`${classes['cell'] ?? ''} dashboard-component dashboard-component-chart-holder dashboard-chart-id-${item.meta.chartId ?? 0}`}
          style={{ ...span(item.meta.width ?? 4), blockSize: heightOf(item) }}
        >
          <EditFrame item={item}>
            {chart === undefined ? (
              <EmptyState compact title={t('This chart is gone, or you may not see it.')} />
            ) : (
              <ChartCard chart={chart} meta={item.meta} />
            )}
          </EditFrame>
        </div>
      )
    }
    case 'MARKDOWN':
      return (
        <div
          className={`${classes['cell'] ?? ''} dashboard-component dashboard-markdown`}
          style={{ ...span(item.meta.width ?? 4), minBlockSize: heightOf(item) }}
        >
          <EditFrame item={item}>
            <Boundary message={t('This text cannot be shown.')}>
              {editing ? <MarkdownSource id={item.id} code={item.meta.code ?? ''} /> : <Markdown code={item.meta.code ?? ''} />}
            </Boundary>
          </EditFrame>
        </div>
      )
    case 'HEADER':
      return (
        <EditFrame item={item} plain>
          <Heading item={item} />
        </EditFrame>
      )
    case 'DIVIDER':
      return (
        <EditFrame item={item} plain>
          <hr className={`${classes['divider'] ?? ''} dashboard-component-divider`} />
        </EditFrame>
      )
    default:
      return null
  }
}

const Heading = ({ item }: { readonly item: Item }) => {
  const { editing, edit } = useDashboard()
  const text = item.meta.text ?? ''
  if (editing)
    return (
      <TextInput
        aria-label={t('Heading')}
        value={text}
        onChange={(event) => {
          const next = event.currentTarget.value
          edit((before) => changeMeta(before, item.id, { text: next }))
        }}
      />
    )
  return (
    <h2
      className={`${classes['heading'] ?? ''} dashboard-component-header header`}
      data-size={item.meta.headerSize}
      data-background={item.meta.background === 'BACKGROUND_WHITE' ? 'white' : undefined}
    >
      {text}
    </h2>
  )
}

/** What of an item can be shown without the one around it. */
const itemsOf = (item: Item): readonly string[] => (['TAB', 'GRID', 'ROOT'].includes(item.type) ? item.children : [item.id])

/** The whole arrangement below the title, or the one item that a picture is of. */
export const Grid = () => {
  const { layout, editing } = useDashboard()
  const alone = useEmbedding()?.picture?.anchor ?? null
  const roots =
    alone !== null && layout[alone] !== undefined
      ? itemsOf(layout[alone])
      : (layout['ROOT_ID']?.children ?? []).flatMap((id) => (layout[id]?.type === 'GRID' ? (layout[id]?.children ?? []) : [id]))
  if (roots.length === 0)
    return (
      <EmptyState title={t('Nothing on this dashboard yet')}>
        {editing ? <p>{t('Add charts from the panel beside.')}</p> : <p>{t('Arrange it to put charts here.')}</p>}
      </EmptyState>
    )
  return <Stack ids={roots} />
}
