import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder, tokensOf } from '@coset/testing'
import pg from 'pg'
import { inherited, startCoset } from './coset.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Above every id of the reference, so that what is made can be told from what was there. */
const BASE = 1_000_000
const USER = 'bench_gamma'
const [DASHBOARDS, CHARTS, DATASETS, ROLES, RULES, ROLES_HELD] = [10_000, 50_000, 100, 200, 500, 10]

const MAKE = [
  `INSERT INTO tables (id, created_on, changed_on, table_name, database_id, schema, perm, schema_perm, catalog, catalog_perm, filter_select_enabled, is_managed_externally, "offset", uuid)
   SELECT ${BASE} + i, now(), now(), 'bench_' || i, one.database_id, one.schema, '[' || dbs.database_name || '].[bench_' || i || '](id:' || ${BASE} + i || ')',
          one.schema_perm, one.catalog, one.catalog_perm, true, false, 0, gen_random_uuid()
   FROM generate_series(1, ${DATASETS}) i, (SELECT * FROM tables WHERE table_name = 'birth_names' LIMIT 1) one JOIN dbs ON dbs.id = one.database_id`,
  `INSERT INTO ab_view_menu (id, name) SELECT id, perm FROM tables WHERE id > ${BASE}`,
  `INSERT INTO ab_permission_view (id, permission_id, view_menu_id)
   SELECT tables.id, ab_permission.id, tables.id FROM tables, ab_permission WHERE tables.id > ${BASE} AND ab_permission.name = 'datasource_access'`,
  `INSERT INTO ab_role (id, name) SELECT ${BASE} + i, 'bench ' || i FROM generate_series(1, ${ROLES}) i`,
  `INSERT INTO ab_permission_view_role (id, permission_view_id, role_id)
   SELECT ${BASE} + i * 10 + k, ${BASE} + 1 + (i * 5 + k) % ${DATASETS}, ${BASE} + i FROM generate_series(1, ${ROLES}) i, generate_series(0, 4) k`,
  `INSERT INTO ab_user (id, first_name, last_name, username, password, active, email, created_on, changed_on)
   SELECT ${BASE}, 'Bench', 'Gamma', '${USER}', password, true, 'bench@example.com', now(), now() FROM ab_user WHERE username = 'admin'`,
  `INSERT INTO ab_user_role (id, user_id, role_id)
   SELECT ${BASE} + row_number() OVER (), ${BASE}, id FROM ab_role WHERE name = 'Gamma' OR id BETWEEN ${BASE} + 1 AND ${BASE} + ${ROLES_HELD}`,
  `INSERT INTO slices (id, created_on, changed_on, slice_name, datasource_type, datasource_id, datasource_name, viz_type, params, perm, schema_perm, catalog_perm, uuid, is_managed_externally)
   SELECT ${BASE} + i, now(), now() - i * interval '1 second', 'Bench chart ' || i, 'table', own.id, own.table_name, 'table', '{}', own.perm, own.schema_perm, own.catalog_perm, gen_random_uuid(), false
   FROM generate_series(1, ${CHARTS}) i JOIN tables own ON own.id = ${BASE} + 1 + i % ${DATASETS}`,
  `INSERT INTO dashboards (id, created_on, changed_on, dashboard_title, position_json, json_metadata, css, slug, published, uuid, is_managed_externally)
   SELECT ${BASE} + i, now(), now() - i * interval '1 second', 'Bench dashboard ' || i, '{}', '{}', '', NULL, i % 4 <> 0, gen_random_uuid(), false
   FROM generate_series(1, ${DASHBOARDS}) i`,
  `INSERT INTO dashboard_slices (id, dashboard_id, slice_id) SELECT ${BASE} + i, ${BASE} + 1 + (i / 5) % ${DASHBOARDS}, ${BASE} + i FROM generate_series(1, ${CHARTS}) i`,
  `INSERT INTO row_level_security_filters (id, created_on, changed_on, name, clause, filter_type)
   SELECT ${BASE} + i, now(), now(), 'bench ' || i, '1 = 1', 'Regular' FROM generate_series(1, ${RULES}) i`,
  `INSERT INTO rls_filter_roles (id, role_id, rls_filter_id) SELECT ${BASE} + i, ${BASE} + 1 + i % ${ROLES}, ${BASE} + i FROM generate_series(1, ${RULES}) i`,
  `INSERT INTO rls_filter_tables (id, table_id, rls_filter_id) SELECT ${BASE} + i, ${BASE} + 1 + i % ${DATASETS}, ${BASE} + i FROM generate_series(1, ${RULES}) i`,
]

/** In the order in which nothing points at what goes. */
const REMOVE = [
  ...['rls_filter_tables', 'rls_filter_roles', 'row_level_security_filters', 'dashboard_slices'].map((table) => `DELETE FROM ${table} WHERE id >= ${BASE}`),
  `DELETE FROM dashboards WHERE id >= ${BASE}`,
  `DELETE FROM slices WHERE id >= ${BASE}`,
  `DELETE FROM logs WHERE user_id = ${BASE}`,
  ...['ab_user_role', 'ab_user', 'ab_permission_view_role', 'ab_role', 'ab_permission_view', 'ab_view_menu'].map(
    (table) => `DELETE FROM ${table} WHERE id >= ${BASE}`,
  ),
  `DELETE FROM tables WHERE id >= ${BASE}`,
]

const all = async (metadata: string, statements: readonly string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: metadata })
  await client.connect()
  try {
    await client.query('BEGIN')
    for (const statement of statements) await client.query(statement)
    await client.query('COMMIT')
    await client.query('ANALYZE')
  } finally {
    await client.end()
  }
}

/** A server, and a token of somebody who holds Gamma and some of the site's roles there. */
export interface BigSide {
  readonly url: string
  readonly token: string
}

export interface BigSite extends AsyncDisposable {
  readonly ours: BigSide
  readonly theirs: BigSide
  /** Seconds that moving the site in took, from the start of the command. */
  readonly movedInSeconds: number
}

const moveIn = (from: string, secretKey: string, dataDir: string): number => {
  const start = performance.now()
  const args = [join(ROOT, 'apps/coset/src/main.ts'), 'migrate', '--from', from, '--secret-key', secretKey, '--apply']
  const env = { ...inherited(), COSET_DATA_DIR: dataDir, COSET_ADMIN_PASSWORD: 'admin', COSET_LOG_LEVEL: 'silent', COSET_ALLOW_PRIVATE_ADDRESSES: 'true' }
  const done = spawnSync(join(ROOT, 'node_modules/.bin/node'), args, { cwd: ROOT, env, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`moving in ended with ${done.status}: ${done.stderr.slice(-2000)}`)
  return (performance.now() - start) / 1000
}

/**
 * Ten thousand dashboards and fifty thousand charts on the reference, put straight into its metadata database `metadata` (PostgreSQL) and taken away
 * again at the end; the same on a Coset of our own, which they moved into.
 */
export const openBigSite = async (reference: string, metadata: string, secretKey: string): Promise<BigSite> => {
  await using opened = new AsyncDisposableStack()
  await all(metadata, REMOVE)
  opened.defer(() => all(metadata, REMOVE))
  await all(metadata, MAKE)
  const folder = opened.use(temporaryFolder())
  const movedInSeconds = moveIn(metadata, secretKey, folder.path)
  const coset = opened.use(await startCoset(folder.path, { examples: false }))
  const sideOf = async (url: string): Promise<BigSide> => ({ url, token: (await tokensOf(url, USER, 'admin')).access })
  const found = { ours: await sideOf(coset.url), theirs: await sideOf(reference), movedInSeconds }
  const kept = opened.move()
  return { ...found, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
