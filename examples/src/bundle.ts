import { DASHBOARDS } from './dashboards/index.ts'
import { type ExampleChart, type ExampleDashboard, type ExampleRow, uuidOf } from './make.ts'
import { type ExampleTable, TABLES } from './tables.ts'

const VERSION = '1.0.0'
const DATABASE = uuidOf('database')

const datasetFile = (table: ExampleTable): Record<string, unknown> => ({
  table_name: table.name,
  main_dttm_col: table.mainTime,
  description: table.description,
  schema: 'main',
  sql: null,
  filter_select_enabled: true,
  uuid: uuidOf(`dataset ${table.name}`),
  metrics: table.metrics.map((m) => ({ metric_name: m.name, verbose_name: m.verbose, metric_type: null, expression: m.sql, d3format: m.format ?? null })),
  columns: table.columns.map(([column_name, type, verbose]) => ({
    column_name,
    verbose_name: verbose ?? null,
    is_dttm: type === 'TIMESTAMP' || type === 'DATE',
    is_active: true,
    type,
    groupby: true,
    filterable: true,
    expression: null,
  })),
  version: VERSION,
  database_uuid: DATABASE,
})

const chartFile = (chart: ExampleChart): Record<string, unknown> => ({
  slice_name: chart.name,
  description: chart.description ?? null,
  viz_type: chart.viz,
  params: { viz_type: chart.viz, row_limit: 10_000, ...chart.params },
  query_context: null,
  uuid: uuidOf(`chart ${chart.name}`),
  version: VERSION,
  dataset_uuid: uuidOf(`dataset ${chart.dataset}`),
})

interface Position {
  readonly id: string
  readonly type: string
  readonly children: readonly string[]
  readonly parents: readonly string[]
  readonly meta: Record<string, unknown>
}

/** The rows of a tab (or of the grid) as layout items. */
const place = (
  rows: readonly ExampleRow[],
  prefix: string,
  parents: readonly string[],
): { readonly ids: readonly string[]; readonly items: readonly Position[] } => {
  const items: Position[] = []
  const ids = rows.map((row, r) => {
    const rowId = `ROW-${prefix}${r}`
    const children = row.cells.map(([cell, width], c) => {
      const text = typeof cell === 'string'
      const id = `${text ? 'MARKDOWN' : 'CHART'}-${prefix}${r}x${c}`
      const meta = text ? { code: cell } : { chartId: 0, uuid: uuidOf(`chart ${cell.name}`), sliceName: cell.name }
      items.push({ id, type: text ? 'MARKDOWN' : 'CHART', children: [], parents: [...parents, rowId], meta: { ...meta, width, height: row.height } })
      return id
    })
    items.push({ id: rowId, type: 'ROW', children, parents, meta: { background: 'BACKGROUND_TRANSPARENT' } })
    return rowId
  })
  return { ids, items }
}

const layout = (dashboard: ExampleDashboard): Record<string, unknown> => {
  const tabbed = dashboard.tabs.length > 1
  const items: Position[] = []
  const tabs = dashboard.tabs.map((tab, t) => {
    const id = `TAB-${dashboard.slug}${t}`
    const placed = place(tab.rows, `${dashboard.slug}${t}-`, tabbed ? ['ROOT_ID', 'TABS-1', id] : ['ROOT_ID', 'GRID_ID'])
    items.push(...placed.items)
    if (tabbed) items.push({ id, type: 'TAB', children: placed.ids, parents: ['ROOT_ID', 'TABS-1'], meta: { text: tab.title } })
    return { id, ids: placed.ids }
  })
  const below: Position = tabbed
    ? { id: 'TABS-1', type: 'TABS', children: tabs.map((tab) => tab.id), parents: ['ROOT_ID'], meta: {} }
    : { id: 'GRID_ID', type: 'GRID', children: tabs.flatMap((tab) => tab.ids), parents: ['ROOT_ID'], meta: {} }
  return {
    DASHBOARD_VERSION_KEY: 'v2',
    ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: [below.id] },
    HEADER_ID: { id: 'HEADER_ID', type: 'HEADER', meta: { text: dashboard.title } },
    [below.id]: below,
    ...Object.fromEntries(items.map((item) => [item.id, item])),
  }
}

const dashboardFile = (dashboard: ExampleDashboard): Record<string, unknown> => ({
  dashboard_title: dashboard.title,
  description: null,
  css: null,
  slug: dashboard.slug,
  published: true,
  uuid: uuidOf(`dashboard ${dashboard.slug}`),
  position: layout(dashboard),
  metadata: {
    native_filter_configuration: dashboard.filters,
    cross_filters_enabled: true,
    color_scheme: '',
    refresh_frequency: 0,
    filter_bar_orientation: 'HORIZONTAL',
  },
  version: VERSION,
})

/** Charts of a dashboard, each once. */
export const chartsOf = (dashboard: ExampleDashboard): readonly ExampleChart[] => {
  const charts = dashboard.tabs.flatMap((tab) => tab.rows.flatMap((row) => row.cells.flatMap(([cell]) => (typeof cell === 'string' ? [] : [cell]))))
  return [...new Map(charts.map((chart) => [chart.name, chart])).values()]
}

/** The examples as the files of an import bundle, over the database at this address. */
export const exampleFiles = (uri: string): ReadonlyMap<string, unknown> => {
  const charts = DASHBOARDS.flatMap(chartsOf)
  return new Map<string, unknown>([
    ['metadata.yaml', { version: VERSION, type: 'assets', timestamp: '2026-01-01T00:00:00+00:00' }],
    [
      'databases/examples.yaml',
      {
        database_name: 'Examples',
        sqlalchemy_uri: uri,
        expose_in_sqllab: true,
        extra: { engine_params: { connect_args: { read_only: true } } },
        uuid: DATABASE,
        version: VERSION,
      },
    ],
    ...TABLES.map((table) => [`datasets/examples/${table.name}.yaml`, datasetFile(table)] as const),
    ...charts.map((chart, i) => [`charts/chart_${i}.yaml`, chartFile(chart)] as const),
    ...DASHBOARDS.map((dashboard) => [`dashboards/${dashboard.slug}.yaml`, dashboardFile(dashboard)] as const),
  ])
}
