import { bundleOf } from '@coset/resources'
import { type Answer, type Client, multipart } from '@coset/testing'

export const UUIDS = {
  database: 'aaaaaaaa-0000-4000-8000-000000000001',
  dataset: 'aaaaaaaa-0000-4000-8000-000000000002',
  chart: 'aaaaaaaa-0000-4000-8000-000000000003',
  dashboard: 'aaaaaaaa-0000-4000-8000-000000000004',
} as const

export const PATHS = {
  database: 'databases/shop.yaml',
  dataset: 'datasets/shop/sales.yaml',
  chart: 'charts/by_region.yaml',
  dashboard: 'dashboards/sales.yaml',
} as const

type File = Record<string, unknown>

const dashboardFile = (version: string): File => ({
  dashboard_title: 'Imported sales',
  slug: 'imported-sales',
  published: true,
  css: null,
  uuid: UUIDS.dashboard,
  position: {
    DASHBOARD_VERSION_KEY: 'v2',
    ROOT_ID: { id: 'ROOT_ID', type: 'ROOT', children: ['GRID_ID'] },
    GRID_ID: { id: 'GRID_ID', type: 'GRID', children: ['ROW-1'], parents: ['ROOT_ID'] },
    'ROW-1': { id: 'ROW-1', type: 'ROW', children: ['CHART-a'], parents: ['ROOT_ID', 'GRID_ID'], meta: { background: 'BACKGROUND_TRANSPARENT' } },
    'CHART-a': {
      id: 'CHART-a',
      type: 'CHART',
      children: [],
      parents: ['ROOT_ID', 'GRID_ID', 'ROW-1'],
      meta: { chartId: 4711, uuid: UUIDS.chart, width: 4, height: 50 },
    },
  },
  metadata: {
    color_scheme: 'supersetColors',
    chart_configuration: { 4711: { id: 4711, crossFilters: { scope: 'global', chartsInScope: [4711] } } },
    native_filter_configuration: [
      {
        id: 'NATIVE_FILTER-1',
        name: 'Region',
        type: 'NATIVE_FILTER',
        filterType: 'filter_select',
        targets: [{ datasetUuid: UUIDS.dataset, column: { name: 'region' } }],
        scope: { rootPath: ['ROOT_ID'], excluded: [4711, 99] },
        chartsInScope: [4711],
      },
    ],
  },
  version,
})

/** A small dashboard bundle over a database at this address; `edit` changes its files before they are packed. */
export const dashboardFiles = (uri: string, edit: (files: Map<string, unknown>) => void = () => undefined): Map<string, unknown> => {
  const version = '1.0.0'
  const files = new Map<string, unknown>([
    ['metadata.yaml', { version, type: 'Dashboard', timestamp: '2026-01-01T00:00:00+00:00' }],
    [PATHS.database, { database_name: 'Shop', sqlalchemy_uri: uri, expose_in_sqllab: true, extra: {}, uuid: UUIDS.database, version }],
    [
      PATHS.dataset,
      {
        table_name: 'sales',
        schema: 'main',
        main_dttm_col: 'sold_at',
        uuid: UUIDS.dataset,
        database_uuid: UUIDS.database,
        metrics: [{ metric_name: 'count', expression: 'COUNT(*)', metric_type: 'count', verbose_name: null }],
        columns: [
          { column_name: 'region', type: 'TEXT', groupby: true, filterable: true, is_dttm: false },
          { column_name: 'sold_at', type: 'TIMESTAMP', groupby: true, filterable: true, is_dttm: true },
        ],
        version,
      },
    ],
    [
      PATHS.chart,
      {
        slice_name: 'By region',
        viz_type: 'table',
        params: { viz_type: 'table', query_mode: 'aggregate', groupby: ['region'], metrics: ['count'] },
        query_context: null,
        uuid: UUIDS.chart,
        dataset_uuid: UUIDS.dataset,
        tags: ['imported'],
        version,
      },
    ],
    [PATHS.dashboard, dashboardFile(version)],
    ['tags.yaml', { tags: [{ tag_name: 'imported', description: 'came by import' }] }],
  ])
  edit(files)
  return files
}

/** Changes members of one file of a bundle. */
export const change = (path: string, more: File) => (files: Map<string, unknown>) => files.set(path, { ...(files.get(path) as File), ...more })

/** The bundle's bytes. */
export const pack = (files: ReadonlyMap<string, unknown>): Promise<Uint8Array> => bundleOf('dashboard_export_20260101', files)

export interface ImportOptions {
  readonly overwrite?: boolean
  readonly passwords?: Readonly<Record<string, string>>
  readonly kind?: 'dashboard' | 'chart' | 'dataset' | 'database' | 'assets'
}

/** Sends a bundle as browsers do. */
export const sendBundle = (client: Client, bytes: Uint8Array, options: ImportOptions = {}): Promise<Answer> => {
  const kind = options.kind ?? 'dashboard'
  const fields = {
    ...(options.overwrite === undefined ? {} : { overwrite: String(options.overwrite) }),
    ...(options.passwords === undefined ? {} : { passwords: JSON.stringify(options.passwords) }),
  }
  return client.post(`/api/v1/${kind}/import/`, multipart(fields, { [kind === 'assets' ? 'bundle' : 'formData']: bytes }))
}
