import type { Actor } from '@coset/access'
import { Unprocessable } from '@coset/core'
import type { Context } from '../../context.ts'
import { ownerIds } from '../../people/owners.ts'
import type { ReportRow } from '../repository.ts'

/** Candidates of one kind: `owner` prefers who changed it last, then who made it. */
const candidates = (kind: string, row: ReportRow, owners: readonly number[]): readonly (number | null)[] => {
  const owning = (id: number | null): number | null => (id !== null && owners.includes(id) ? id : null)
  switch (kind) {
    case 'owner':
      return [owning(row.changed_by), owning(row.created_by), owners[0] ?? null]
    case 'creator':
      return [row.created_by]
    case 'creator_owner':
      return [owning(row.created_by)]
    case 'modifier':
      return [row.changed_by]
    case 'modifier_owner':
      return [owning(row.changed_by)]
    default:
      return []
  }
}

const fixed = async (ctx: Context, kind: string): Promise<number | null> => {
  const name = /^user:(.+)$/.exec(kind)?.[1]
  if (name === undefined) return null
  return (await ctx.metadata.db.selectFrom('users').select('id').where('username', '=', name).executeTakeFirst())?.id ?? null
}

/** In whose name a schedule runs: the first of the site's kinds that names an active account. Throws Unprocessable when none does. */
export const executorOf = async (ctx: Context, row: ReportRow): Promise<Actor> => {
  const owners = await ownerIds(ctx.metadata.db, 'report', row.id)
  for (const kind of ctx.settings.reports.executors)
    for (const id of [...candidates(kind, row, owners), await fixed(ctx, kind)]) {
      const actor = id === null ? null : await ctx.actors.byId(id)
      if (actor !== null) return actor
    }
  throw new Unprocessable('There is no active account in whose name this could run: give it an owner')
}
