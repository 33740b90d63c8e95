import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'
import { databaseListing } from '../database/index.ts'
import { findPage } from '../listing/index.ts'
import { activeTab, tabsOf } from './tabs.ts'

const SHOWN = [
  'id',
  'database_name',
  'backend',
  'allow_ctas',
  'allow_cvas',
  'allow_dml',
  'allow_file_upload',
  'allow_multi_catalog',
  'allow_run_async',
  'allows_cost_estimate',
  'allows_subquery',
  'allows_virtual_table_explore',
  'disable_data_preview',
  'disable_drill_to_detail',
  'expose_in_sqllab',
  'force_ctas_schema',
] as const

/** Tabs of the person, the active one in full, and the databases that they may query here. */
export const bootstrap = async (ctx: Context, actor: Actor): Promise<Record<string, unknown>> => {
  const { ids } = await findPage(ctx, databaseListing, { page_size: -1, filters: [{ col: 'expose_in_sqllab', opr: 'eq', value: true }] }, actor)
  const databases = ids.length === 0 ? [] : await databaseListing.present(ctx, ids, actor)
  const { defaultLimit, displayMaxRow, timeoutMs } = ctx.settings.sqllab
  return {
    tab_state_ids: await tabsOf(ctx, actor),
    active_tab: await activeTab(ctx, actor),
    databases: Object.fromEntries(databases.map((row) => [row.id, Object.fromEntries(SHOWN.map((key) => [key, row[key] ?? null]))])),
    limits: { default_rows: defaultLimit, max_rows: ctx.settings.sqlMaxRow, display_rows: displayMaxRow, timeout_seconds: timeoutMs / 1000 },
  }
}
