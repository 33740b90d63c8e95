import type { Actor } from '@coset/access'
import { contract } from '@coset/contract'
import { NotFound } from '@coset/core'
import type { ColumnSource, TableRef } from '@coset/sql'
import { sql } from 'kysely'
import { visibleChart } from '../chart/index.ts'
import type { Context } from '../context.ts'
import { openDashboard } from '../dashboard/index.ts'
import { databaseListing } from '../database/index.ts'
import { type Dataset, loadDataset, readableDatasets, visibleDataset } from '../dataset/index.ts'
import { type Handler, handle } from '../resource.ts'
import { chartFacts, chartUses, type Named, usesOfCharts, visibleCharts } from './charts.ts'
import { type Origin, originsOf } from './origins.ts'

const routes = contract.lineage

const flat = ({ table, column, certain }: ColumnSource) => ({ ...table, column, certain })
const flatOrigin = (origin: Origin) => ({ sources: origin.sources.map(flat), understood: origin.understood })
const namedDataset = (dataset: Dataset): Named => ({ id: dataset.row.id, name: dataset.row.table_name })

const chartLineage = async (ctx: Context, actor: Actor, ref: string): Promise<unknown> => {
  const row = await visibleChart(ctx, actor, ref)
  if (row.datasource_id === null) throw new NotFound()
  const dataset = await loadDataset(ctx, row.datasource_id)
  const [facts] = await chartFacts(ctx, actor, [row])
  const uses = await chartUses(row, dataset, await originsOf(ctx, dataset))
  return {
    result: { ...facts, dataset: namedDataset(dataset), uses: uses.map((use) => ({ kind: use.kind, name: use.name, roles: use.roles, ...flatOrigin(use) })) },
  }
}

const datasetLineage = async (ctx: Context, actor: Actor, ref: string): Promise<unknown> => {
  const dataset = await visibleDataset(ctx, actor, ref)
  const origins = await originsOf(ctx, dataset)
  const rows = await visibleCharts(ctx, actor, { datasetId: dataset.row.id })
  const charts = await usesOfCharts(ctx, rows)
  const used = (kind: string, name: string): number[] =>
    charts.filter(({ uses }) => uses.some((use) => use.kind === kind && use.name === name)).map(({ chart }) => chart.id)
  const columns = await Promise.all(
    dataset.model.columns.map(async ({ name }) => ({ name, ...flatOrigin(await origins.column(name)), charts: used('column', name) })),
  )
  const metrics = await Promise.all(
    dataset.model.metrics.map(async ({ name }) => ({ name, ...flatOrigin(await origins.metric(name)), charts: used('metric', name) })),
  )
  return { result: { ...namedDataset(dataset), tables: origins.tables, columns, metrics, charts: await chartFacts(ctx, actor, rows) } }
}

interface TableUse extends TableRef {
  readonly database: Named
  readonly columns: Map<string, Set<number>>
}

type ChartUses = Awaited<ReturnType<typeof usesOfCharts>>

const tableUses = (charts: ChartUses): readonly TableUse[] => {
  const tables = new Map<string, TableUse>()
  for (const { chart, dataset, uses } of charts) {
    const database = { id: dataset.database.id, name: dataset.database.database_name }
    for (const { table, column } of uses.flatMap((use) => use.sources)) {
      const key = JSON.stringify([database.id, table.catalog, table.schema, table.table])
      const known = tables.get(key) ?? { ...table, database, columns: new Map<string, Set<number>>() }
      tables.set(key, known)
      known.columns.set(column, (known.columns.get(column) ?? new Set()).add(chart.id))
    }
  }
  return [...tables.values()]
}

const presentTable = (table: TableUse) => ({
  ...table,
  columns: [...table.columns].map(([name, charts]) => ({ name, charts: [...charts] })).sort((a, b) => (a.name < b.name ? -1 : 1)),
})

const dashboardLineage = async (ctx: Context, actor: Actor, ref: string): Promise<unknown> => {
  const row = await openDashboard(ctx, actor, ref)
  const rows = await visibleCharts(ctx, actor, { dashboardId: row.id })
  const tables = tableUses(await usesOfCharts(ctx, rows)).map(presentTable)
  return { result: { id: row.id, name: row.dashboard_title, tables, charts: await chartFacts(ctx, actor, rows) } }
}

interface TableAsk {
  readonly database_id: number
  readonly schema?: string | undefined
  readonly table: string
  readonly column?: string | undefined
}

const visibleDatabase = async (ctx: Context, actor: Actor, id: number): Promise<Named> => {
  const visible = await databaseListing.visible(ctx, actor)
  const row = await ctx.metadata.db
    .selectFrom('databases')
    .select(['id', 'database_name'])
    .where('id', '=', id)
    .$if(visible !== null, (query) => query.where(sql<boolean>`${visible}`))
    .executeTakeFirst()
  if (row === undefined) throw new NotFound()
  return { id: row.id, name: row.database_name }
}

const tableLineage = async (ctx: Context, actor: Actor, ask: TableAsk): Promise<unknown> => {
  const database = await visibleDatabase(ctx, actor, ask.database_id)
  const readable = await readableDatasets(ctx, actor)
  const candidates = await ctx.metadata.db
    .selectFrom('datasets')
    .select('id')
    .where('database_id', '=', database.id)
    .$if(readable !== null, (query) => query.where(sql<boolean>`${readable}`))
    .orderBy('id')
    .execute()
  const asked = (table: TableRef): boolean =>
    table.table.toLowerCase() === ask.table.toLowerCase() &&
    (ask.schema === undefined || table.schema === null || table.schema.toLowerCase() === ask.schema.toLowerCase())
  const datasets: Dataset[] = []
  for (const { id } of candidates) {
    const dataset = await loadDataset(ctx, id)
    if ((await originsOf(ctx, dataset)).tables.some(asked)) datasets.push(dataset)
  }
  const rows = (await Promise.all(datasets.map((dataset) => visibleCharts(ctx, actor, { datasetId: dataset.row.id })))).flat()
  const uses = tableUses(await usesOfCharts(ctx, rows)).filter(asked)
  const columns = new Map<string, Set<number>>()
  for (const [name, charts] of uses.flatMap((use) => [...use.columns]))
    if (ask.column === undefined || name === ask.column || name === '*') columns.set(name, new Set([...(columns.get(name) ?? []), ...charts]))
  const readers = new Set([...columns.values()].flatMap((charts) => [...charts]))
  const charts = await chartFacts(
    ctx,
    actor,
    rows.filter((row) => ask.column === undefined || readers.has(row.id)),
  )
  const table = { database, catalog: null, schema: ask.schema ?? null, table: ask.table, columns }
  return { result: { ...presentTable(table), datasets: datasets.map(namedDataset), charts } }
}

export const lineageHandlers: readonly Handler[] = [
  handle(routes.chart, ({ ctx, actor, params }) => chartLineage(ctx, actor, params.id)),
  handle(routes.dataset, ({ ctx, actor, params }) => datasetLineage(ctx, actor, params.id)),
  handle(routes.dashboard, ({ ctx, actor, params }) => dashboardLineage(ctx, actor, params.id)),
  handle(routes.table, ({ ctx, actor, query }) => tableLineage(ctx, actor, query)),
]
