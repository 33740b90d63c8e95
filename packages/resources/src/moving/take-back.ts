import { databaseView, datasetView } from '@coset/access'
import type { Tables } from '@coset/metadata'
import { type Kysely, sql } from 'kysely'
import type { Context } from '../context.ts'
import { changeAccess } from '../security/access-change.ts'
import { removeView } from '../security/permissions.ts'

type Db = Kysely<Tables>

/** Kinds in the order in which they may go: what stands on others first. */
const KINDS: readonly (readonly [kind: string, table: keyof Tables, owned: string | null])[] = [
  ['permalink', 'key_values', null],
  ['report', 'report_schedules', 'report'],
  ['SQL Lab tab', 'tab_states', null],
  ['saved query', 'saved_queries', 'query'],
  ['tag', 'tags', 'tag'],
  ['dashboard', 'dashboards', 'dashboard'],
  ['chart', 'charts', 'chart'],
  ['annotation', 'annotations', null],
  ['annotation layer', 'annotation_layers', null],
  ['CSS template', 'css_templates', null],
  ['theme', 'themes', null],
  ['row-level rule', 'rls_rules', null],
  ['dataset', 'datasets', 'dataset'],
  ['database', 'databases', null],
  ['group', 'groups', null],
  ['role', 'roles', null],
  ['user', 'users', null],
]

const viewsOf = async (db: Db, kind: string, id: number): Promise<readonly string[]> => {
  if (kind === 'database') {
    const row = await db.selectFrom('databases').select('database_name').where('id', '=', id).executeTakeFirst()
    return row === undefined ? [] : [databaseView({ id, name: row.database_name })]
  }
  if (kind !== 'dataset') return []
  const row = await db
    .selectFrom('datasets')
    .innerJoin('databases', 'databases.id', 'datasets.database_id')
    .select(['table_name', 'database_name'])
    .where('datasets.id', '=', id)
    .executeTakeFirst()
  return row === undefined ? [] : [datasetView(row.database_name, { id, tableName: row.table_name })]
}

const remove = async (db: Db, table: keyof Tables, kind: string, owned: string | null, id: number): Promise<void> => {
  const views = await viewsOf(db, kind, id)
  if (owned !== null)
    for (const marks of ['owners', 'favourites', 'tagged_objects'] as const)
      await db.deleteFrom(marks).where('object_type', '=', owned).where('object_id', '=', id).execute()
  await sql`delete from ${sql.table(table)} where id = ${id}`.execute(db)
  for (const view of views) await removeView(db, view)
}

/** Takes away what came from a site, all or nothing; gives how many objects of each kind went. Fails naming what was built here upon them. */
export const takeBack = async (ctx: Context, site: string): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>()
  await changeAccess(ctx, async (db) => {
    for (const [kind, table, owned] of KINDS) {
      const rows = await db.selectFrom('moved_objects').select(['source_id', 'target_id']).where('site', '=', site).where('kind', '=', kind).execute()
      for (const row of rows) await remove(db, table, kind, owned, row.target_id)
      if (rows.length > 0) counts.set(kind, rows.length)
    }
    await db.deleteFrom('moved_objects').where('site', '=', site).execute()
  })
  return counts
}
