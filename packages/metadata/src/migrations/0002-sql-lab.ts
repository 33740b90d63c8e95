import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { MetadataKind } from '../open.ts'
import { audit, columnKinds, type Kinds } from './column-kinds.ts'

const queries = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  let q = k.link(k.text(k.id(k.table(db, 'queries')), 'client_id', 64), 'database_id', 'databases', 'cascade')
  q = k.text(k.int(q, 'user_id'), 'status', 16)
  for (const name of ['tab_name', 'sql_editor_id', 'catalog', 'schema', 'tmp_table_name', 'tmp_schema_name']) q = k.text(q, name, 256, false)
  q = k.long(q, 'sql', true)
  for (const name of ['select_sql', 'executed_sql', 'error_message', 'tracking_url', 'extra_json']) q = k.long(q, name)
  q = k.int(k.int(k.int(q, 'limit'), 'rows'), 'progress', true)
  q = k.text(k.text(k.text(q, 'limiting_factor', 32), 'ctas_method', 16, false), 'results_key', 64, false)
  q = k.flag(k.flag(q, 'select_as_cta'), 'select_as_cta_used')
  q = k.moment(q, 'start_time', true)
  for (const name of ['start_running_time', 'end_time', 'end_result_backend_time']) q = k.moment(q, name)
  await k.moment(q, 'changed_on', true).addUniqueConstraint('uq_queries_client_id', ['client_id']).execute()
  await db.schema.createIndex('ix_queries_user').on('queries').columns(['user_id', 'changed_on']).execute()
  await db.schema.createIndex('ix_queries_results').on('queries').column('results_key').execute()
}

const tabs = async (db: Kysely<unknown>, k: Kinds): Promise<void> => {
  let t = k.text(k.int(k.id(k.table(db, 'tab_states')), 'user_id', true), 'label', 256)
  for (const name of ['active', 'autorun', 'hide_left_bar']) t = k.flag(t, name)
  t = k.text(k.text(k.link(t, 'database_id', 'databases', 'cascade', false), 'catalog', 256, false), 'schema', 256, false)
  t = k.text(k.int(k.long(t, 'sql'), 'query_limit'), 'latest_query_id', 64, false)
  t = k.long(k.link(k.long(t, 'template_params'), 'saved_query_id', 'saved_queries', 'set null', false), 'extra_json')
  await audit(k, t).execute()
  await db.schema.createIndex('ix_tab_states_user').on('tab_states').column('user_id').execute()

  let s = k.link(k.id(k.table(db, 'table_schemas')), 'tab_state_id', 'tab_states', 'cascade')
  s = k.link(s, 'database_id', 'databases', 'cascade')
  s = k.text(k.text(k.text(s, 'catalog', 256, false), 'schema', 256, false), 'table_name', 256)
  s = k.long(k.long(k.flag(s, 'expanded'), 'description'), 'extra_json')
  await audit(k, s).execute()
}

/** Runs of SQL Lab, and the tabs of its editor. */
export const sqlLab = (kind: MetadataKind): Migration => ({
  up: async (db: Kysely<unknown>) => {
    const k = columnKinds(kind)
    await queries(db, k)
    await tabs(db, k)
  },
})
