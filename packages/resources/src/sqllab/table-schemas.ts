import type { Actor } from '@coset/access'
import { BadRequest, NotFound } from '@coset/core'
import { insertRow } from '@coset/metadata'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { jsonField, ownTab } from './tabs.ts'

const TABLE = z.looseObject({
  queryEditorId: z.coerce.number().int().min(1).max(2_147_483_647),
  dbId: z.int32(),
  catalog: z.string().max(256).nullish(),
  schema: z.string().max(256).nullish(),
  name: z.string().min(1).max(256),
})

/** Shows a table beside a tab of the person; the same table twice is once. Throws BadRequest naming the field. */
export const createTableSchema = async (ctx: Context, actor: Actor, raw: string): Promise<number> => {
  const parsed = TABLE.safeParse(jsonField('table', raw))
  if (!parsed.success)
    throw new BadRequest('table is wrong', { fields: { table: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) } })
  const table = parsed.data
  const tab = await ownTab(ctx, actor, table.queryEditorId)
  const now = ctx.clock.now()
  const { db } = ctx.metadata
  const same = await db
    .selectFrom('table_schemas')
    .select(['id', 'catalog', 'schema'])
    .where('tab_state_id', '=', tab.id)
    .where('database_id', '=', table.dbId)
    .where('table_name', '=', table.name)
    .execute()
  const old = same.filter((row) => row.schema === (table.schema ?? null) && row.catalog === (table.catalog ?? null)).map((row) => row.id)
  return db.transaction().execute(async (trx) => {
    if (old.length > 0) await trx.deleteFrom('table_schemas').where('id', 'in', old).execute()
    return insertRow(trx, ctx.metadata.kind, 'table_schemas', {
      tab_state_id: tab.id,
      database_id: table.dbId,
      catalog: table.catalog ?? null,
      schema: table.schema ?? null,
      table_name: table.name,
      expanded: true,
      description: JSON.stringify(table),
      extra_json: null,
      created_on: now,
      changed_on: now,
      created_by: actor.id,
      changed_by: actor.id,
    })
  })
}

/** The id of a table beside a tab of the person. Throws NotFound and Forbidden. */
const ownTable = async (ctx: Context, actor: Actor, id: number): Promise<number> => {
  const row = await ctx.metadata.db.selectFrom('table_schemas').select('tab_state_id').where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw new NotFound()
  await ownTab(ctx, actor, row.tab_state_id)
  return id
}

export const deleteTableSchema = async (ctx: Context, actor: Actor, id: number): Promise<void> => {
  await ctx.metadata.db
    .deleteFrom('table_schemas')
    .where('id', '=', await ownTable(ctx, actor, id))
    .execute()
}

/** Folds or unfolds a table; `raw` is a JSON boolean. */
export const setExpanded = async (ctx: Context, actor: Actor, id: number, raw: string): Promise<boolean> => {
  const expanded = jsonField('expanded', raw)
  if (typeof expanded !== 'boolean') throw new BadRequest('expanded must be true or false', { fields: { expanded: ['Not a valid boolean.'] } })
  await ctx.metadata.db
    .updateTable('table_schemas')
    .set({ expanded, changed_on: ctx.clock.now(), changed_by: actor.id })
    .where('id', '=', await ownTable(ctx, actor, id))
    .execute()
  return expanded
}
