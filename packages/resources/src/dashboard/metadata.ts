import type { Actor } from '@coset/access'
import type { Context } from '../context.ts'
import { keepBefore, keepVersion, refuseNewer } from '../history/keep.ts'
import { type JsonObject, readObject } from '../json-text.ts'
import { ownerIds, refuseOwnership } from '../people/owners.ts'
import { switchOffReports } from '../report/subject.ts'
import { refuseFilters } from './reach.ts'
import { openDashboard } from './repository.ts'

interface Item {
  readonly id: string
}

/** Changes one part of `json_metadata` and leaves the rest as it is. */
const change = async (ctx: Context, actor: Actor, id: number, edit: (metadata: JsonObject) => JsonObject, touch: boolean, expected?: number): Promise<void> => {
  const row = await openDashboard(ctx, actor, id)
  refuseOwnership(actor, await ownerIds(ctx.metadata.db, 'dashboard', id), 'dashboard')
  const before = readObject(row.json_metadata)
  await refuseFilters(ctx, actor, before, edit(before))
  const tell = await ctx.metadata.db.transaction().execute(async (db) => {
    await refuseNewer(ctx, db, 'dashboard', id, expected)
    if (touch) await keepBefore(ctx, db, 'dashboard', id)
    const { json_metadata } = await db.selectFrom('dashboards').select('json_metadata').where('id', '=', id).executeTakeFirstOrThrow()
    const stamp = touch ? { changed_on: Math.max(ctx.clock.now(), row.changed_on + 1), changed_by: actor.id } : {}
    await db
      .updateTable('dashboards')
      .set({ json_metadata: JSON.stringify(edit(readObject(json_metadata))), ...stamp })
      .where('id', '=', id)
      .execute()
    // Colours that the page keeps by itself are nobody's save
    if (touch) await keepVersion(ctx, db, 'dashboard', id, actor)
    return switchOffReports(ctx, db, id)
  })
  await tell()
}

type ItemList = 'native_filter_configuration' | 'chart_customization_config'

/** Applies deleted, modified (or new) and reordered items to a list in the metadata, the native filters say; gives the whole list. */
export const updateItems = async (
  ctx: Context,
  actor: Actor,
  id: number,
  list: ItemList,
  changes: {
    readonly deleted: readonly string[]
    readonly modified: readonly Item[]
    readonly reordered: readonly string[]
    readonly expected_changed_on?: number | undefined
  },
): Promise<readonly Item[]> => {
  let result: readonly Item[] = []
  await change(
    ctx,
    actor,
    id,
    (metadata) => {
      const before = (Array.isArray(metadata[list]) ? metadata[list] : []) as readonly Item[]
      const kept = before.filter((item) => !changes.deleted.includes(item.id))
      const replaced = kept.map((item) => changes.modified.find((m) => m.id === item.id) ?? item)
      const added = changes.modified.filter((m) => !kept.some((item) => item.id === m.id))
      const items = [...replaced, ...added]
      result =
        changes.reordered.length === 0
          ? items
          : [
              ...changes.reordered.flatMap((key) => items.find((item) => item.id === key) ?? []),
              ...items.filter((item) => !changes.reordered.includes(item.id)),
            ]
      return { ...metadata, [list]: result }
    },
    true,
    changes.expected_changed_on,
  )
  return result
}

/** Changes colours; without `touch` the dashboard keeps its date. */
export const updateColors = (ctx: Context, actor: Actor, id: number, colors: JsonObject, touch: boolean): Promise<void> =>
  change(ctx, actor, id, (metadata) => ({ ...metadata, ...Object.fromEntries(Object.entries(colors).filter(([, value]) => value !== undefined)) }), touch)
