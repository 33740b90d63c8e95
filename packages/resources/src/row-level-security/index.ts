import { contract } from '@coset/contract'
import { listHandlers } from '../listing/index.ts'
import { type Handler, handle } from '../resource.ts'
import { showOne } from '../security/show.ts'
import { ruleListing } from './listing.ts'
import { createRule, deleteRules, updateRule } from './save.ts'

const routes = contract.rowLevelSecurity

const SHOWN = ['name', 'description', 'filter_type', 'tables.id', 'tables.schema', 'tables.table_name', 'roles.id', 'roles.name', 'group_key', 'clause']

/** Rules are read with every query and their conditions are part of its cache key, so a change acts at once. */
export const rowLevelSecurityHandlers: readonly Handler[] = [
  ...listHandlers(routes, ruleListing),
  handle(routes.get, async ({ ctx, actor, params }) => {
    const shown = await showOne(ctx, ruleListing, params.id, actor, SHOWN)
    const { changed_on } = await ctx.metadata.db.selectFrom('rls_rules').select('changed_on').where('id', '=', params.id).executeTakeFirstOrThrow()
    return { ...shown, result: { ...shown.result, changed_on_ms: changed_on } }
  }),
  handle(routes.create, async ({ ctx, actor, body }) => ({ id: await createRule(ctx, actor, body), result: body })),
  handle(routes.update, async ({ ctx, actor, params, body }) => {
    const { expected_changed_on: _, ...fields } = body
    return { id: params.id, result: { ...fields, changed_on_ms: await updateRule(ctx, actor, params.id, body) } }
  }),
  handle(routes.delete, async ({ ctx, actor, params }) => {
    await deleteRules(ctx, actor, [params.id])
    return { message: 'OK' }
  }),
  handle(routes.bulkDelete, async ({ ctx, actor, q }) => {
    await deleteRules(ctx, actor, q)
    return { message: `Deleted ${q.length} rules` }
  }),
]
