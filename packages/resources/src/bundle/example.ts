import type { contract } from '@coset/contract'
import { BadRequest, NotFound } from '@coset/core'
import { parquetBytes, streamTable, validateQueryContext } from '@coset/query'
import { openDashboard } from '../dashboard/index.ts'
import { askOf, type Dataset, visibleDataset } from '../dataset/index.ts'
import { type Call, Reply } from '../resource.ts'
import { addDashboard, fileName, refuseGuest } from './export.ts'
import { readYaml, writeYaml } from './yaml.ts'
import { writeZipOf } from './zip.ts'

type Asking = Call<typeof contract.dashboard.exportAsExample>

const MOST_ROWS = 100_000
const MOST_CELLS = 5_000_000

type Fields = Readonly<Record<string, unknown>>

const fieldsOf = (path: string, text: string): Fields => {
  const value = readYaml(text, path)
  if (typeof value !== 'object' || value === null) throw new BadRequest(`${path} holds no fields`)
  return value as Fields
}

/** `name`, or `name_2` where others have it. */
const freeName = (taken: Set<string>, name: string): string => {
  let free = name
  for (let n = 2; taken.has(free); n++) free = `${name}_${n}`
  taken.add(free)
  return free
}

/** Rows of a dataset as the asker sees them, as Parquet; null: it has no columns of its own. */
const rowsOf = async (call: Asking, dataset: Dataset): Promise<Uint8Array | null> => {
  const columns = dataset.columns.filter((column) => (column.expression ?? '') === '').map((column) => column.column_name)
  if (columns.length === 0) return null
  const rows = Math.min(call.query.sample_rows || MOST_ROWS, MOST_ROWS, Math.floor(MOST_CELLS / columns.length))
  const context = validateQueryContext({
    datasource: { id: dataset.row.id, type: 'table' },
    queries: [{ columns, metrics: [], row_limit: rows, orderby: [] }],
    result_type: 'full',
    result_format: 'csv',
  })
  const ask = await askOf(call, dataset, null)
  const table = await streamTable(call.ctx.query, { ...ask, ticket: { ...ask.ticket, lane: 'export' } }, context, 0)
  return table === null ? null : parquetBytes(table, rows)
}

/** Datasets of the dashboard's charts whose rows the asker may read. */
const readable = async ({ ctx, actor }: Asking, uuids: readonly string[]): Promise<readonly Dataset[]> => {
  const found: Dataset[] = []
  for (const uuid of uuids) {
    const dataset = await visibleDataset(ctx, actor, uuid).catch((error: unknown) => {
      if (error instanceof NotFound) return null
      throw error
    })
    if (dataset !== null) found.push(dataset)
  }
  return found
}

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(writeYaml(value))

const addDatasets = async (call: Asking, files: Map<string, Uint8Array>, fields: ReadonlyMap<string, Fields>): Promise<void> => {
  const datasets = await readable(call, [...fields.keys()])
  const taken = new Set<string>()
  for (const dataset of datasets) {
    const name = freeName(taken, fileName(dataset.row.table_name) || `dataset_${dataset.row.id}`)
    const [yaml, data] = datasets.length === 1 ? ['dataset.yaml', 'data.parquet'] : [`datasets/${name}.yaml`, `data/${name}.parquet`]
    const rows = call.query.export_data ? await rowsOf(call, dataset) : null
    if (rows !== null) files.set(data, rows)
    // The file takes the place of the table, wherever it is loaded
    const file = rows === null ? {} : { sql: null, data_file: data.split('/').at(-1) }
    files.set(yaml, bytesOf({ ...fields.get(dataset.row.uuid), catalog: null, schema: null, ...file }))
  }
}

/** A dashboard with its charts, datasets and rows, in the form in which examples are kept. Throws NotFound. */
export const exportAsExample = async (call: Asking): Promise<Reply> => {
  const { ctx, actor, params } = call
  refuseGuest(actor)
  const dashboard = await openDashboard(ctx, actor, params.id)
  const bundle = new Map<string, string>()
  await addDashboard(ctx, bundle, dashboard.id, new Set())
  const files = new Map<string, Uint8Array>()
  const datasets = new Map<string, Fields>()
  const taken = new Set<string>()
  for (const [path, text] of bundle) {
    const [kind = ''] = path.split('/')
    const fields = kind === 'databases' || kind === 'themes' ? {} : fieldsOf(path, text)
    if (kind === 'dashboards') files.set('dashboard.yaml', bytesOf(fields))
    else if (kind === 'datasets') datasets.set(String(fields['uuid']), fields)
    else if (kind === 'charts')
      files.set(`charts/${freeName(taken, fileName(String(fields['slice_name'])) || 'chart')}.yaml`, bytesOf({ ...fields, query_context: null }))
  }
  await addDatasets(call, files, datasets)
  const name = fileName(dashboard.slug ?? '') || `dashboard_${dashboard.id}`
  return new Reply(await writeZipOf(files), {
    headers: { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${name}_example.zip"` },
  })
}
