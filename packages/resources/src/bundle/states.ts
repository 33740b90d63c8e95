import type { Context } from '../context.ts'
import { openedTunnel, tunnelRow } from '../database/index.ts'
import type { State } from './differences.ts'
import type { Db, Fields } from './kinds/index.ts'
import type { OldKind } from './parse.ts'
import type { DatabaseFile, DatasetFile } from './schema.ts'

const TABLES = { database: 'databases', dataset: 'datasets', chart: 'charts', dashboard: 'dashboards', saved_query: 'saved_queries', theme: 'themes' } as const

/** Numbers and moments of this site, and what no bundle brings. */
const NOT_CONTENT = new Set([
  ...['id', 'uuid', 'dataset_id', 'created_on', 'changed_on', 'created_by', 'changed_by', 'last_saved_at', 'last_saved_by', 'user_id', 'last_run', 'rows'],
  ...['is_system', 'is_system_default', 'is_system_dark'],
])

/** May hold credentials of the database. */
const SECRET_COLUMNS = new Set(['password', 'extra', 'encrypted_extra', 'server_cert'])

/** JSON that is kept as text is compared as what it says. */
const JSON_COLUMNS = new Set([
  'params',
  'query_context',
  'position_json',
  'json_metadata',
  'json_data',
  'extra',
  'template_params',
  'folders',
  'currency',
  'template_parameters',
])

const read = (column: string, value: unknown): unknown => {
  if (typeof value !== 'string' || !JSON_COLUMNS.has(column)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const contentOf = (row: object): Fields =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !NOT_CONTENT.has(column))
      .map(([column, value]) => [column, read(column, value)]),
  )

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What every import writes and no bundle says: what a chart is of, in its own words, and UUIDs beside the numbers of a layout. */
const withoutMarks = (kind: OldKind, content: Fields): Fields => {
  if (kind === 'chart' && isObject(content['params'])) {
    const { datasource: _, slice_id: __, ...params } = content['params']
    return { ...content, params }
  }
  if (kind !== 'dashboard' || !isObject(content['position_json'])) return content
  const items = Object.entries(content['position_json']).map(([key, item]) => {
    if (!isObject(item) || !isObject(item['meta'])) return [key, item] as const
    const { uuid: _, ...meta } = item['meta']
    return [key, { ...item, meta }] as const
  })
  return { ...content, position_json: Object.fromEntries(items) }
}

const ownersOf = async (db: Db, kind: string, id: number): Promise<readonly string[]> =>
  (
    await db
      .selectFrom('owners')
      .innerJoin('users', 'users.id', 'owners.user_id')
      .select('users.username')
      .where('object_type', '=', kind)
      .where('object_id', '=', id)
      .orderBy('users.username')
      .execute()
  ).map((row) => row.username)

const tagsOf = async (db: Db, kind: string, id: number): Promise<readonly string[]> =>
  (
    await db
      .selectFrom('tagged_objects')
      .innerJoin('tags', 'tags.id', 'tagged_objects.tag_id')
      .select('tags.name')
      .where('object_type', '=', kind)
      .where('object_id', '=', id)
      .orderBy('tags.name')
      .execute()
  ).map((row) => row.name)

const membersOf = async (db: Db, kind: OldKind, id: number): Promise<Fields> => {
  if (kind === 'dataset') {
    const columns = await db.selectFrom('dataset_columns').selectAll().where('dataset_id', '=', id).orderBy('column_name').execute()
    const metrics = await db.selectFrom('dataset_metrics').selectAll().where('dataset_id', '=', id).orderBy('metric_name').execute()
    return { columns: columns.map(contentOf), metrics: metrics.map(contentOf) }
  }
  if (kind === 'dashboard') {
    const charts = db.selectFrom('dashboard_charts').innerJoin('charts', 'charts.id', 'dashboard_charts.chart_id').select('charts.slice_name')
    return { charts: (await charts.where('dashboard_id', '=', id).orderBy('charts.slice_name').execute()).map((row) => row.slice_name) }
  }
  return {}
}

const opened = (ctx: Context, column: string, value: unknown): unknown =>
  (column === 'password' || column === 'encrypted_extra') && typeof value === 'string' ? ctx.secrets.open(value) : value

/** All that an import may change of an object of Superset's kinds. */
export const stateOf = async (ctx: Context, db: Db, kind: OldKind, id: number): Promise<State> => {
  const content = withoutMarks(kind, contentOf(await db.selectFrom(TABLES[kind]).selectAll().where('id', '=', id).executeTakeFirstOrThrow()))
  const tunnel = kind === 'database' ? openedTunnel(ctx, await tunnelRow(db, id)) : null
  const isSecret = (column: string): boolean => kind === 'database' && SECRET_COLUMNS.has(column)
  const entries = Object.entries(content)
  const owned = kind === 'dataset' || kind === 'chart' || kind === 'dashboard'
  return {
    plain: {
      ...Object.fromEntries(entries.filter(([column]) => !isSecret(column))),
      ...(await membersOf(db, kind, id)),
      ...(owned ? { owners: await ownersOf(db, kind, id), tags: await tagsOf(db, kind, id) } : {}),
    },
    secret: {
      ...Object.fromEntries(entries.filter(([column]) => isSecret(column)).map(([column, value]) => [column, opened(ctx, column, value)])),
      ...(tunnel === null ? {} : { ssh_tunnel: tunnel }),
    },
  }
}

/** The object of that kind and UUID. */
export const findByUuid = async (db: Db, kind: OldKind, uuid: string): Promise<number | null> =>
  (await db.selectFrom(TABLES[kind]).select('id').where('uuid', '=', uuid).executeTakeFirst())?.id ?? null

/** The database of a file's UUID, or of its name. */
export const findDatabase = async (db: Db, file: DatabaseFile): Promise<number | null> =>
  (await findByUuid(db, 'database', file.uuid)) ??
  (await db.selectFrom('databases').select('id').where('database_name', '=', file.database_name).executeTakeFirst())?.id ??
  null

/** The dataset of a file's UUID, or the one of that table. */
export const findDataset = async (db: Db, file: DatasetFile, databaseId: number | null): Promise<number | null> => {
  const own = await findByUuid(db, 'dataset', file.uuid)
  if (own !== null || databaseId === null) return own
  const twins = await db
    .selectFrom('datasets')
    .select(['id', 'schema'])
    .where('database_id', '=', databaseId)
    .where('table_name', '=', file.table_name)
    .execute()
  return twins.find((row) => (row.schema ?? '') === (file.schema ?? ''))?.id ?? null
}
