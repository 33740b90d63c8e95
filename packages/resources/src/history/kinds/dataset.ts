import { datasetView } from '@coset/access'
import { Unprocessable } from '@coset/core'
import { sql } from 'kysely'
import { addDatasetPermissions } from '../../security/permissions.ts'
import { captureGrants, restoreGrants } from '../grants.ts'
import { markParts, ownersIn } from '../parts.ts'
import { type Db, idOf, type Putting, type Snapshot, textOf } from '../snapshot.ts'
import { columnWords, markWords, rowWords } from '../words.ts'
import { freeValue, inBrackets, STAMPED, tableKind } from './table-kind.ts'

const databaseName = async (db: Db, id: unknown): Promise<string | null> =>
  (await db.selectFrom('databases').select('database_name').where('id', '=', Number(id)).executeTakeFirst())?.database_name ?? null

const isVirtual = ({ row }: Snapshot): boolean => textOf(row['sql']).trim() !== ''

/** Names are unique in a schema of a database. A table keeps its name, so that a second dataset of it is refused. */
const freeName = async (putting: Putting, snapshot: Snapshot): Promise<string> => {
  const { row } = snapshot
  const name = textOf(row['table_name'])
  const among = sql`database_id = ${Number(row['database_id'])} and coalesce(${sql.ref('schema')}, '') = ${textOf(row['schema'])}`
  if (isVirtual(snapshot)) return freeValue(putting, 'datasets', 'table_name', name, { longest: 250, numbered: inBrackets, among })
  const { rows } = await sql`select id from datasets where table_name = ${name} and ${among}`.execute(putting.db)
  if (rows.length > 0) throw new Unprocessable(`There is a dataset of the table ${name} already`, { fields: { table_name: ['Already exists.'] } })
  return name
}

export const datasetKind = tableKind({
  kind: 'dataset',
  table: 'datasets',
  noun: 'dataset',
  writes: [{ verb: 'can_write', view: 'Dataset' }],
  nameColumn: 'table_name',
  refs: { database_id: 'database' },
  silent: ['grants'],
  parts: [
    ...markParts('dataset', true),
    { name: 'columns', table: 'dataset_columns', own: 'dataset_id' },
    { name: 'metrics', table: 'dataset_metrics', own: 'dataset_id' },
    { name: 'rules', table: 'rls_rule_datasets', own: 'dataset_id', ref: { column: 'rule_id', kind: 'rls' }, trashOnly: true },
  ],
  owners: ownersIn,
  words: (before, after) => [
    ...columnWords(
      {
        table_name: ['Name', 'value'],
        database_id: ['Database', 'database'],
        catalog: ['Catalog', 'value'],
        schema: ['Schema', 'value'],
        sql: ['SQL', 'lines'],
        description: ['Description', 'value'],
        main_dttm_col: ['Main time column', 'value'],
        offset: ['Hours offset', 'value'],
        default_endpoint: ['Default address', 'value'],
        cache_timeout: ['Cache time-out', 'value'],
        fetch_values_predicate: ['Condition for values', 'value'],
        template_params: ['Template parameter', 'members'],
        extra: ['Extra', 'members'],
        folders: ['Folders', 'lines'],
        currency_code_column: ['Currency column', 'value'],
        filter_select_enabled: ['Values for filters', 'value'],
        normalize_columns: ['Normalize columns', 'value'],
        always_filter_main_dttm: ['Always filter the main time column', 'value'],
        is_managed_externally: ['Managed elsewhere', 'value'],
        external_url: ['Address elsewhere', 'value'],
      },
      before,
      after,
    ),
    ...rowWords('column', 'columns', 'column_name', before.parts['columns'] ?? [], after.parts['columns'] ?? [], STAMPED),
    ...rowWords('metric', 'metrics', 'metric_name', before.parts['metrics'] ?? [], after.parts['metrics'] ?? [], STAMPED),
    ...markWords(before, after),
  ],
  more: async (db, row, depth) => {
    if (depth === 'version') return { parts: {}, names: {} }
    const name = await databaseName(db, row['database_id'])
    return captureGrants(db, name === null ? [] : [datasetView(name, { id: Number(row['id']), tableName: textOf(row['table_name']) })])
  },
  prepare: async (putting, snapshot) => {
    const id = Number(snapshot.row['database_id'])
    if ((await databaseName(putting.db, id)) === null) {
      const told = `Its database “${snapshot.names[`database:${id}`] ?? id}” is not there: restore that first`
      throw new Unprocessable(told, { fields: { database: [told] } })
    }
    return { ...snapshot.row, table_name: await freeName(putting, snapshot) }
  },
  after: async (putting, snapshot, row) => {
    const database = (await databaseName(putting.db, row['database_id'])) ?? ''
    const dataset = { id: idOf(snapshot), tableName: textOf(row['table_name']) }
    const [schema, catalog] = [row['schema'], row['catalog']].map((value) => (typeof value === 'string' ? value : null))
    await addDatasetPermissions(putting.db, putting.ctx.metadata.kind, database, { ...dataset, schema: schema ?? null, catalog: catalog ?? null })
    await restoreGrants(putting, snapshot, () => datasetView(database, dataset))
  },
})
